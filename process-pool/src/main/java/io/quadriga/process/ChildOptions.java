package io.quadriga.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a {@link ChildProcess} gets beside its body. Copied when it is made. */
final class ChildOptions {

    private List<String> jvmArguments = List.of();
    private Map<String, String> environment = new HashMap<>();

    void setJvmArguments(List<String> arguments) {
        jvmArguments = List.copyOf(arguments);
    }

    void putVariable(String variable, String value) {
        environment.put(variable, value);
    }

    void setVariables(Map<String, String> variables) {
        environment = new HashMap<>(variables);
    }

    List<String> jvmArguments() {
        return jvmArguments;
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }
}
