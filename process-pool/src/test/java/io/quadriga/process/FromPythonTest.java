package io.quadriga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quadriga.tck.FromPython;
import org.junit.jupiter.api.Test;

class FromPythonTest {

    @Test
    void everyPythonNameHasItsNameHereAndATest() {
        assertEquals("", String.join("\n", FromPython.ofThisModule().problems()));
    }
}
