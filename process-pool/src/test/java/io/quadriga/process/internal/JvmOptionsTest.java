package io.quadriga.process.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {

    @Test
    void whatDecidesWhatClassesDoIsPassedOn() {
        List<String> decisive =
                List.of(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-modules=java.sql",
                        "--enable-preview",
                        "-ea",
                        "-da:com.acme...",
                        "-Dfile.encoding=UTF-8",
                        "-Djdk.serialFilter=!*",
                        "-Dcom.acme.mode=test");
        assertEquals(decisive, JvmOptions.passedOn(decisive));
    }

    @Test
    void memoryAgentsAndPortsAreNot() {
        List<String> own =
                List.of(
                        "-Xmx1g",
                        "-Xms64m",
                        "-XX:+UseZGC",
                        "-XX:AOTCache=app.aot",
                        "-javaagent:agent.jar",
                        "-agentlib:jdwp=transport=dt_socket,address=5005",
                        "-Dcom.sun.management.jmxremote.port=9010",
                        "-Dstdout.encoding=US-ASCII",
                        "-Xlog:gc");
        assertEquals(List.of(), JvmOptions.passedOn(own));
    }

    @Test
    void commandLineEndsAtTheMainClass() {
        String[] line = {"java", "--add-opens", "a/b=c", "-Dx=y z", "-cp", "p", "Main", "-Dno=1"};
        assertEquals(List.of("--add-opens=a/b=c", "-Dx=y z", "-cp=p"), CommandLine.options(line));
        String[] jar = {"java", "-ea", "-jar", "app.jar", "-da"};
        assertEquals(List.of("-ea"), CommandLine.options(jar));
        String[] module = {"java", "-p", "mods", "-m", "m/Main", "--enable-preview"};
        assertEquals(List.of("-p=mods"), CommandLine.options(module));
    }

    @Test
    void commandLineThatNamesAFileDoesNotHoldAll() {
        assertNull(CommandLine.options(new String[] {"java", "@arguments", "Main"}));
        assertNull(CommandLine.options(new String[] {"java", "-XX:Flags=f", "Main"}));
        assertEquals(List.of(), CommandLine.options(new String[] {"java", "Main", "@none"}));
    }
}
