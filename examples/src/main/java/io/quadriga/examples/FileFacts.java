package io.quadriga.examples;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * What one task of the {@link Tour} finds out about one file, in one pass and in constant memory
 * but for its different words.
 *
 * @param uri the file
 * @param bytes its length as read
 * @param crc32 its CRC-32
 * @param sha256 its SHA-256 in hexadecimal
 * @param binary whether it looks binary: then its words are not counted
 * @param words how often each word occurs in it
 * @param problem why it could not be read, else empty
 */
record FileFacts(
        String uri,
        long bytes,
        long crc32,
        String sha256,
        boolean binary,
        Map<String, Integer> words,
        String problem)
        implements Serializable {

    private static final int HEAD_BYTES = 8192;

    /**
     * The body of the task. Its argument is text, because a {@link Path} cannot be sent to another
     * process.
     */
    static FileFacts of(String uri) {
        try (InputStream file = Files.newInputStream(Path.of(URI.create(uri)))) {
            return read(uri, file);
        } catch (IOException | IllegalArgumentException unreadable) {
            return new FileFacts(uri, 0, 0, "", false, Map.of(), unreadable.toString());
        }
    }

    private static FileFacts read(String uri, InputStream file) throws IOException {
        CheckedInputStream crc32 = new CheckedInputStream(file, new CRC32());
        DigestInputStream sha256 = new DigestInputStream(crc32, newSha256());
        CountedInputStream counted = new CountedInputStream(sha256);
        byte[] head = counted.readNBytes(HEAD_BYTES);
        boolean binary = looksBinary(head);
        WordCount words = new WordCount();
        if (binary) {
            counted.transferTo(OutputStream.nullOutputStream());
        } else {
            InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), counted);
            words.addAll(new InputStreamReader(all, StandardCharsets.UTF_8));
        }
        return new FileFacts(
                uri,
                counted.count(),
                crc32.getChecksum().getValue(),
                hex(sha256.getMessageDigest()),
                binary,
                words.counts(),
                "");
    }

    /** No text contains a zero byte. */
    private static boolean looksBinary(byte[] head) {
        for (byte each : head) {
            if (each == 0) {
                return true;
            }
        }
        return false;
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
