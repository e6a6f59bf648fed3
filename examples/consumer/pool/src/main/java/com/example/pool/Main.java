package com.example.pool;

import io.quadriga.Executor;
import io.quadriga.process.ProcessPool;
import java.util.List;
import java.util.stream.IntStream;

/** Adds up squares in worker processes, by a class of this project. */
public final class Main {

    private Main() {}

    /** A square, and the process that has computed it. */
    record Square(int value, long pid) implements java.io.Serializable {}

    static Square square(int number) {
        return new Square(number * number, ProcessHandle.current().pid());
    }

    static String run() throws InterruptedException {
        try (Executor pool = ProcessPool.builder().workers(2).build()) {
            List<Integer> inputs = IntStream.rangeClosed(1, 10).boxed().toList();
            List<Square> squares = pool.map(Main::square, inputs);
            int sum = squares.stream().mapToInt(Square::value).sum();
            long here = ProcessHandle.current().pid();
            boolean elsewhere = squares.stream().noneMatch(each -> each.pid() == here);
            return "sum=" + sum + " elsewhere=" + elsewhere;
        }
    }

    /**
     * Runs the program.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        System.out.println(run());
    }
}
