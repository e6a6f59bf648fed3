package io.quadriga.benchmarks;

import io.quadriga.Task;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/**
 * What a worker would be without a pool: a JVM as it comes, that reads one task by Java
 * serialization and writes its result.
 */
public final class FirstTask {

    private FirstTask() {}

    /**
     * Runs.
     *
     * @param args none
     * @throws Exception if the task cannot be read, fails, or its result cannot be written
     */
    public static void main(String[] args) throws Exception {
        Task<?> task = (Task<?>) new ObjectInputStream(System.in).readObject();
        ObjectOutputStream out = new ObjectOutputStream(System.out);
        out.writeObject(task.call());
        out.flush();
    }
}
