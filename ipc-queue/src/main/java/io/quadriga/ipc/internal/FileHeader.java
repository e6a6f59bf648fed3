package io.quadriga.ipc.internal;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.UUID;

/**
 * The part of a shared file that never changes. It is read by system calls, not by a mapping: a
 * file that is shorter than it says cannot harm the JVM that way.
 *
 * @param kind the code of the kind
 * @param size of the file, in bytes
 * @param participants entries of the table
 * @param id of the file
 * @param place where it is valid
 * @param codec hash of the name of the element codec, 0 for none
 * @param geometry eight numbers that mean what the kind says
 */
record FileHeader(
        int kind, long size, int participants, UUID id, Place place, long codec, long[] geometry) {

    /** Makes the header of a new file. */
    static FileHeader of(Kind kind, long size, int participants, long codec, long... geometry) {
        return new FileHeader(
                kind.code(),
                size,
                participants,
                randomId(),
                Place.HERE,
                codec,
                Arrays.copyOf(geometry, FileLayout.GEOMETRY_LONGS));
    }

    /**
     * A random id. From the system where it has one to give: the random numbers of the JDK begin
     * with a search for the provider of them.
     */
    private static UUID randomId() {
        try (InputStream random = new FileInputStream("/dev/urandom")) {
            ByteBuffer bytes = ByteBuffer.wrap(random.readNBytes(2 * Long.BYTES));
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (IOException | BufferUnderflowException elsewhere) {
            return UUID.randomUUID();
        }
    }

    void write(FileChannel file) throws IOException {
        ByteBuffer bytes = buffer();
        bytes.putLong(FileLayout.MAGIC_AT, FileLayout.MAGIC);
        bytes.putInt(FileLayout.VERSION_AT, FileLayout.VERSION);
        bytes.putInt(FileLayout.KIND_AT, kind);
        bytes.putLong(FileLayout.SIZE_AT, size);
        bytes.putInt(FileLayout.PARTICIPANTS_AT, participants);
        putUuid(bytes, FileLayout.ID_AT, id);
        putUuid(bytes, FileLayout.BOOT_AT, place.boot());
        bytes.putLong(FileLayout.NAMESPACE_AT, place.pidNamespace());
        bytes.putLong(FileLayout.CODEC_AT, codec);
        for (int i = 0; i < FileLayout.GEOMETRY_LONGS; i++) {
            bytes.putLong(FileLayout.GEOMETRY_AT + 8 * i, geometry[i]);
        }
        for (long at = 0; bytes.hasRemaining(); ) {
            at += file.write(bytes, at);
        }
    }

    /**
     * Reads a header and checks what is the same for every kind.
     *
     * @throws DamagedFileException if this is no file of ours, or not one for here; the message
     *     says why, without naming the file
     */
    static FileHeader read(FileChannel file) throws IOException {
        ByteBuffer bytes = buffer();
        for (int n = 0; bytes.hasRemaining() && n >= 0; ) {
            n = file.read(bytes, bytes.position());
        }
        check("header bytes", FileLayout.HEADER_BYTES, bytes.position());
        check("magic", FileLayout.MAGIC, bytes.getLong(FileLayout.MAGIC_AT));
        check("version", FileLayout.VERSION, bytes.getInt(FileLayout.VERSION_AT));
        check("size", bytes.getLong(FileLayout.SIZE_AT), file.size());
        long[] geometry = new long[FileLayout.GEOMETRY_LONGS];
        for (int i = 0; i < geometry.length; i++) {
            geometry[i] = bytes.getLong(FileLayout.GEOMETRY_AT + 8 * i);
        }
        int participants = bytes.getInt(FileLayout.PARTICIPANTS_AT);
        if (!Participants.isSize(participants) || file.size() < FileLayout.bodyAt(participants)) {
            throw new DamagedFileException("participants=" + participants);
        }
        return new FileHeader(
                bytes.getInt(FileLayout.KIND_AT),
                file.size(),
                participants,
                uuid(bytes, FileLayout.ID_AT),
                new Place(uuid(bytes, FileLayout.BOOT_AT), bytes.getLong(FileLayout.NAMESPACE_AT)),
                bytes.getLong(FileLayout.CODEC_AT),
                geometry);
    }

    /** Where the body begins. */
    long bodyAt() {
        return FileLayout.bodyAt(participants);
    }

    private static void check(String what, long wanted, long found) throws DamagedFileException {
        if (wanted != found) {
            throw new DamagedFileException(what + "=" + found + ", wanted=" + wanted);
        }
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(FileLayout.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putUuid(ByteBuffer bytes, int at, UUID id) {
        bytes.putLong(at, id.getMostSignificantBits());
        bytes.putLong(at + 8, id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer bytes, int at) {
        return new UUID(bytes.getLong(at), bytes.getLong(at + 8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileHeader that && id.equals(that.id) && size == that.size;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "FileHeader[kind=" + kind + ", size=" + size + ", id=" + id + "]";
    }
}
