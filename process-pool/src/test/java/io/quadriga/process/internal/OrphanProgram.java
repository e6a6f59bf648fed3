package io.quadriga.process.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts one worker for each argument, which is what it is told to do first, and prints the process
 * ids: its own children, and theirs. Then asks each worker for an answer whenever it gets a line.
 */
final class OrphanProgram {

    private OrphanProgram() {}

    public static void main(String[] orders) throws IOException {
        TestSignals.handle("INT"); // a signal that is ignored is ignored by children, too
        List<Launched> workers = new ArrayList<>();
        for (String order : orders) {
            Launched worker = Launched.start();
            workers.add(worker);
            for (int i = 0; i < order.length(); i++) {
                worker.send(order.charAt(i));
                worker.receive();
            }
        }
        print(workers);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null) {
            for (Launched each : workers) {
                each.send('x');
                System.out.println("answer " + (char) each.receive());
            }
        }
    }

    private static void print(List<Launched> workers) {
        StringBuilder pids = new StringBuilder("pids");
        for (Launched each : workers) {
            pids.append(' ').append(each.process.pid());
            ProcessHandle handle = ProcessHandle.of(each.process.pid()).orElseThrow();
            handle.descendants().forEach(child -> pids.append(' ').append(child.pid()));
        }
        System.out.println(pids);
        System.out.println("directory " + LaunchDirectory.path());
    }
}
