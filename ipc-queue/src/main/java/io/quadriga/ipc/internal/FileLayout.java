package io.quadriga.ipc.internal;

/** Where everything lies that all shared files have. Bytes, little-endian. */
final class FileLayout {

    /*
     *       0  magic            8  "QUADRIGA"
     *       8  version          4  of the whole layout; another one is refused
     *      12  kind             4  Kind.code
     *      16  size             8  of the file; never changes
     *      24  participants     4  entries of the table
     *      32  id              16  random; who holds a handle finds this file or none
     *      48  boot            16  of the system; 0 where it is unknown
     *      64  pid namespace    8  inode; 0 where it is unknown
     *      72  codec            8  hash of the name of the element codec
     *      80  geometry        64  8 longs, which mean what the kind says
     *     256  life             4  LIVE, DEAD or UNLINKED: may processes still join?
     *     260  top              4  how many entries of the table were ever used; only grows
     *     512  participants table, 64 bytes each
     *          body, aligned to 256 bytes
     *
     * Everything before `life` is written before the file has its name, and never again.
     */

    static final long MAGIC = 0x4147495244415551L;
    static final int VERSION = 3;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 8;
    static final int KIND_AT = 12;
    static final int SIZE_AT = 16;
    static final int PARTICIPANTS_AT = 24;
    static final int ID_AT = 32;
    static final int BOOT_AT = 48;
    static final int NAMESPACE_AT = 64;
    static final int CODEC_AT = 72;
    static final int GEOMETRY_AT = 80;
    static final int GEOMETRY_LONGS = 8;
    static final int HEADER_BYTES = 256;

    static final long LIFE_AT = 256;
    static final int LIVE = 1;
    static final int DEAD = 2;
    static final int UNLINKED = 3;

    static final long TOP_AT = 260;
    static final long TABLE_AT = 512;
    static final long ALIGNMENT = 256;

    private FileLayout() {}

    /** Where the body begins. */
    static long bodyAt(int participants) {
        return align(TABLE_AT + (long) participants * Participants.ENTRY_BYTES);
    }

    static long align(long offset) {
        return offset + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
