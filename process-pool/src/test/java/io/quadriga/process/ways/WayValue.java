package io.quadriga.process.ways;

import java.io.IOException;
import java.io.InputStream;

/** A class of the user that needs a resource beside it. */
final class WayValue {

    private WayValue() {}

    static int get() throws IOException {
        try (InputStream in = WayValue.class.getResourceAsStream("WayValue.class")) {
            return in == null ? 0 : 42;
        }
    }
}
