package io.quadriga.coroutine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quadriga.tck.CapturedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class EnginesTest {

    private static final int TESTED = 25;

    @Test
    void withoutOpeningsTheLogSaysHowToGetThem() {
        try (CapturedLog log = new CapturedLog()) {
            assertEquals("baton", Engines.choose(TESTED, "", null).id());
            assertTrue(log.text().contains("engine=baton"), log::text);
            assertTrue(log.text().contains("--add-opens java.base/java.lang"), log::text);
            assertTrue(log.text().contains("Add-Opens: java.base/java.lang"), log::text);
        }
    }

    @Test
    void anUnknownJdkSwitchesTheFastEngineOff() {
        try (CapturedLog log = new CapturedLog()) {
            assertEquals("baton", Engines.choose(TESTED + 1, "", Openings::find).id());
            assertTrue(log.text().contains("not tested on this JDK: feature=26"), log::text);
        }
    }

    @Test
    void aFailedSelfTestSwitchesTheFastEngineOff() {
        try (CapturedLog log = new CapturedLog()) {
            Engines chosen =
                    Engines.choose(
                            TESTED,
                            "",
                            () -> {
                                throw new NoSuchMethodException("made in another way");
                            });
            assertEquals("baton", chosen.id());
            assertTrue(log.text().contains("self-test failed"), log::text);
            assertTrue(log.text().contains("made in another way"), log::text);
        }
    }

    @Test
    void aDemandThatCannotBeMetIsAnErrorThatSaysWhy() {
        IllegalStateException refused =
                assertThrows(
                        IllegalStateException.class,
                        () -> Engines.choose(TESTED, Engines.LOOP, null));
        assertTrue(refused.getMessage().contains("java.base is not opened"), refused::getMessage);
    }

    @Test
    void theOtherEngineCanBeAskedFor() {
        assertEquals("baton", Engines.choose(TESTED, Engines.BATON, Openings::find).id());
    }

    @Test
    void anUnknownEngineIsRefused() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Engines.choose(TESTED, "fast", Openings::find));
        assertTrue(refused.getMessage().contains("use loop or baton"), refused::getMessage);
    }

    @Test
    void withOpeningsTheFastEngineRunsAndTheLogSaysHowToGetTheOther() {
        assumeTrue(Openings.arePresent(), "java.base is not opened");
        try (CapturedLog log = new CapturedLog()) {
            assertEquals("loop", Engines.choose(TESTED, "", Openings::find).id());
            assertTrue(log.text().contains("-Dio.quadriga.coroutine.engine=baton"), log::text);
        }
    }
}
