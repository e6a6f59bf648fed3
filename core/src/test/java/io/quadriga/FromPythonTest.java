package io.quadriga;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quadriga.tck.FromPython;
import java.util.List;
import org.junit.jupiter.api.Test;

class FromPythonTest {

    @Test
    void everyPythonNameHasItsNameHereAndATest() {
        assertEquals(List.of(), FromPython.ofThisModule().problems());
    }
}
