package io.quadriga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuadrigaTest {

    private static final Config CONFIG =
            ConfigFactory.parseString(
                    "quadriga.executors { cpu { backend = inline }, io { backend = inline } }");

    /** W16: an unknown name is refused with those that are configured, and the nearest. */
    @Test
    void w16_anUnknownNameIsRefusedWithTheNearest() {
        try (Quadriga quadriga = Quadriga.open(CONFIG)) {
            assertEquals(
                    "no such executor: name=cpy; did you mean cpu?; configured=[cpu, io]",
                    assertThrows(IllegalArgumentException.class, () -> quadriga.executor("cpy"))
                            .getMessage());
            assertEquals(
                    "no such queue: name=cpu; configured=[]",
                    assertThrows(IllegalArgumentException.class, () -> quadriga.queue("cpu"))
                            .getMessage());
        }
    }

    /** W18: after close there is nothing to be had. */
    @Test
    void w18_closedItGivesNothing() {
        Quadriga quadriga = Quadriga.open(CONFIG);
        quadriga.close();
        quadriga.close();

        assertEquals(
                "quadriga is closed: name=cpu; open a new one",
                assertThrows(IllegalStateException.class, () -> quadriga.executor("cpu"))
                        .getMessage());
    }

    /** W12: open refuses everything wrong in one ConfigurationException. */
    @Test
    void w12_openRefusesAWrongConfiguration() {
        Config wrong =
                ConfigFactory.parseString(
                        "quadriga.executors { cpu { backend = inlin }, io { backend = inline, exit-grace = 5 } }");

        String message =
                assertThrows(ConfigurationException.class, () -> Quadriga.open(wrong)).getMessage();

        assertTrue(message.contains("mistakes=2"), message);
        assertTrue(message.contains("did you mean inline?"), message);
        assertTrue(message.contains("quadriga.executors.io.exit-grace=5"), message);
    }

    @Test
    void theConfigurationOfTheApplicationIsOpenedByDefault() {
        try (Quadriga quadriga = Quadriga.open()) {
            assertEquals(
                    "no such executor: name=cpu; configured=[]",
                    assertThrows(IllegalArgumentException.class, () -> quadriga.executor("cpu"))
                            .getMessage());
        }
    }
}
