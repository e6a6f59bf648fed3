package com.example.app;

import io.quadriga.Executor;
import io.quadriga.Quadriga;
import io.quadriga.TaskContext;
import java.util.List;
import java.util.stream.IntStream;

/** Adds up squares on whatever executor the configuration names {@code work}. */
public final class Main {

    private Main() {}

    /**
     * Runs the program.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        try (Quadriga quadriga = Quadriga.open()) {
            Executor work = quadriga.executor("work");
            List<Integer> inputs = IntStream.rangeClosed(1, 10).boxed().toList();
            int sum = work.map(n -> n * n, inputs).stream().mapToInt(Integer::intValue).sum();
            String worker = work.submit(() -> TaskContext.current().worker()).result();
            System.out.println("sum=" + sum + " worker=" + worker);
        }
    }
}
