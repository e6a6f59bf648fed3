package io.quadriga.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a {@link ChildProcess} gets beside its body. Copied when it is made. */
final class ChildOptions {

    private final List<String> jvmArguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    void addJvmArguments(String... arguments) {
        jvmArguments.addAll(List.of(arguments));
    }

    void putVariable(String variable, String value) {
        environment.put(variable, value);
    }

    List<String> jvmArguments() {
        return List.copyOf(jvmArguments);
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }
}
