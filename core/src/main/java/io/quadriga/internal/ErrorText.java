package io.quadriga.internal;

import org.jspecify.annotations.Nullable;

/**
 * What a foreign exception says about itself, in a bounded number of characters, without throwing.
 */
final class ErrorText {

    private static final int MAX_LENGTH = 1024;

    private ErrorText() {}

    /** Returns class name and message. */
    static String of(Throwable error) {
        String message = message(error, MAX_LENGTH);
        return error.getClass().getName() + (message == null ? "" : ": " + message);
    }

    /** Returns the message, shortened, or what came of asking for it. */
    static @Nullable String message(Throwable error, int maxLength) {
        String message;
        try {
            message = error.getMessage();
        } catch (Throwable thrown) {
            return "getMessage threw " + thrown.getClass().getName();
        }
        return message == null ? null : shorten(message, maxLength);
    }

    private static String shorten(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int dropped = text.length() - maxLength;
        return text.substring(0, maxLength) + "... (" + dropped + " characters more)";
    }
}
