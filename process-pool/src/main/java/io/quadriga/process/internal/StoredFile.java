package io.quadriga.process.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A zip file with one file in it, as it is. The JDK's own writer begins with the rules of time
 * zones: 24 ms before the first worker starts.
 */
final class StoredFile {

    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final short VERSION = 10;
    private static final short FIRST_DAY = 0x21; // 1 January 1980

    private StoredFile() {}

    static byte[] zip(String name, byte[] bytes) {
        byte[] label = name.getBytes(StandardCharsets.US_ASCII);
        int central = LOCAL_BYTES + label.length + bytes.length;
        int end = central + CENTRAL_BYTES + label.length;
        ByteBuffer zip = ByteBuffer.allocate(end + END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        CRC32 sum = new CRC32();
        sum.update(bytes);

        zip.putInt(LOCAL_HEADER);
        describe(zip, (int) sum.getValue(), bytes.length, label.length);
        zip.put(label).put(bytes);

        zip.putInt(CENTRAL_HEADER).putShort(VERSION);
        describe(zip, (int) sum.getValue(), bytes.length, label.length);
        zip.position(zip.position() + CENTRAL_BYTES - LOCAL_BYTES - Short.BYTES); // all zero
        zip.put(label);

        zip.putInt(END).putInt(0).putShort((short) 1).putShort((short) 1);
        zip.putInt(end - central).putInt(central);
        return zip.array();
    }

    /** What both headers say of the file. */
    private static void describe(ByteBuffer zip, int sum, int length, int label) {
        zip.putShort(VERSION).putShort((short) 0).putShort((short) 0); // no flags, as it is
        zip.putShort((short) 0).putShort(FIRST_DAY);
        zip.putInt(sum).putInt(length).putInt(length);
        zip.putShort((short) label).putShort((short) 0);
    }
}
