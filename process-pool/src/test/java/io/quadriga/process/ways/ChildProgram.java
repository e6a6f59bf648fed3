package io.quadriga.process.ways;

import io.quadriga.Action;
import io.quadriga.process.ChildProcess;

/** A program that starts a child and comes to its own end. */
public final class ChildProgram {

    private ChildProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        boolean daemon = "daemon".equals(arguments[0]);
        Action body = daemon ? ChildProgram::stay : ChildProgram::print;
        ChildProcess child = ChildProcess.builder(body).daemon(daemon).build();
        child.start();
        if ("join".equals(arguments[0])) {
            child.join();
        }
        System.out.println("parent " + child.pid());
        if ("exit".equals(arguments[0])) {
            System.exit(3);
        }
    }

    private static void print() {
        System.out.println("child \u00e4");
        System.err.println("child on stderr");
        System.out.print("child without an end of line");
    }

    private static void stay() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
