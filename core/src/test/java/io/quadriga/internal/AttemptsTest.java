package io.quadriga.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The last error of several attempts says how many there were, and loses nothing. */
@Timeout(10)
class AttemptsTest {

    @Test
    void anErrorWithoutFieldsIsCopiedWithTheNumberInItsMessage() {
        IOException error = new IOException("broken", new IllegalStateException("why"));
        error.addSuppressed(new IllegalStateException("beside"));

        Throwable last = Attempts.describe(error, 3);

        assertNotSame(error, last);
        assertInstanceOf(IOException.class, last);
        assertEquals("broken; attempts=3", last.getMessage());
        assertSame(error.getCause(), last.getCause());
        assertEquals("beside", last.getSuppressed()[0].getMessage());
        assertEquals("broken", error.getMessage());
    }

    @Test
    void anErrorWithFieldsOfItsOwnStaysAsItIs() {
        assertStays(new NoSuchFileException("a.txt"));
        assertStays(new Busy("busy"));
        assertStays(new SQLException("deadlock", "40001", 1213));
    }

    @Test
    void theErrorOfTheOnlyAttemptStaysAsItIs() {
        IOException error = new IOException("broken");

        assertSame(error, Attempts.describe(error, 1));
        assertEquals(0, error.getSuppressed().length);
    }

    private static void assertStays(Exception error) {
        assertSame(error, Attempts.describe(error, 3));
        assertEquals("attempts=3", error.getSuppressed()[0].getMessage());
    }

    /** Inherits its field. */
    private static final class Busy extends Coded {
        private static final long serialVersionUID = 1;

        Busy(String message) {
            super(message, 503);
        }
    }

    private static class Coded extends Exception {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("unused") // there to be lost
        private final int code;

        Coded(String message, int code) {
            super(message);
            this.code = code;
        }
    }
}
