package com.example.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MainTest {

    /** Workers find the classes of the project and of its tests where Surefire has them. */
    @Test
    void workersRunInATest() throws InterruptedException {
        assertEquals("sum=385 elsewhere=true", Main.run());
    }
}
