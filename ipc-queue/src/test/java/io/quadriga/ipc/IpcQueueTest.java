package io.quadriga.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.quadriga.Capability;
import io.quadriga.Quadriga;
import io.quadriga.QuadrigaException;
import io.quadriga.Queue;
import io.quadriga.QueueClosedException;
import io.quadriga.QueueGoneException;
import io.quadriga.TaskNotSerializableException;
import io.quadriga.tck.Bounds;
import io.quadriga.tck.TestThread;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(Bounds.TEST_SECONDS)
class IpcQueueTest {

    private static final IpcQueueOptions SMALL = IpcQueueOptions.defaults().capacity(4);

    private final List<AutoCloseable> opened = new ArrayList<>();

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private static String fresh() {
        return "test-" + UUID.randomUUID();
    }

    private static byte[] bytes(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked")
    static <T> IpcQueue<T> arrived(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (IpcQueue<T>) in.readObject();
        }
    }

    // Making and finding.

    @Test
    void aNameBelongsToOneQueue() {
        String name = fresh();
        IpcQueue<String> queue = open(IpcQueue.create(name, SMALL));
        var e = assertThrows(QuadrigaException.class, () -> IpcQueue.create(name, SMALL));

        assertTrue(String.valueOf(e.getMessage()).contains(name), e::getMessage);
        assertTrue(queue.offer("works"));
    }

    @Test
    void twoHandlesAreOneQueue() {
        String name = fresh();
        IpcQueue<String> one = open(IpcQueue.create(name, SMALL));
        IpcQueue<String> other = open(IpcQueue.attach(name));
        one.add("x");

        assertEquals("x", other.poll());
    }

    @Test
    void theLastHandleRemovesTheQueue() {
        String name = fresh();
        IpcQueue<String> one = IpcQueue.create(name, SMALL);
        IpcQueue<String> other = IpcQueue.attach(name);
        one.close();
        other.add("still there");
        assertEquals("still there", other.poll());
        other.close();

        assertThrows(QuadrigaException.class, () -> IpcQueue.attach(name));
        open(IpcQueue.create(name, SMALL));
    }

    @Test
    void createOrAttachFindsWhatItMade() {
        String name = fresh();
        IpcQueue<String> one = open(IpcQueue.createOrAttach(name, SMALL));
        IpcQueue<String> other = open(IpcQueue.createOrAttach(name, SMALL));
        one.add("x");

        assertEquals("x", other.poll());
    }

    @Test
    void anotherGeometryIsRefusedNamingBoth() {
        String name = fresh();
        open(IpcQueue.create(name, SMALL));
        var e =
                assertThrows(
                        QuadrigaException.class,
                        () -> IpcQueue.createOrAttach(name, SMALL.capacity(5)));

        assertTrue(String.valueOf(e.getMessage()).contains("capacity=4"), e::getMessage);
        assertTrue(String.valueOf(e.getMessage()).contains("wanted=5"), e::getMessage);
    }

    @Test
    void everyOtherOptionIsRefusedNamingBoth() {
        String name = fresh();
        IpcQueueOptions made = SMALL.ringBytes(1 << 12).largeElements(2).leases(3).leaseBytes(128);
        open(IpcQueue.create(name, made.participants(5)));
        IpcQueueOptions other = SMALL.ringBytes(1 << 13).largeElements(3).leases(4).leaseBytes(64);
        var e =
                assertThrows(
                        QuadrigaException.class,
                        () -> IpcQueue.createOrAttach(name, other.participants(6)));

        String said = String.valueOf(e.getMessage());
        assertTrue(said.contains("ringBytes=4096, wanted=8192"), said);
        assertTrue(said.contains("largeElements=2, wanted=3"), said);
        assertTrue(said.contains("leases=3, wanted=4"), said);
        assertTrue(said.contains("leaseBytes=128, wanted=64"), said);
        assertTrue(said.contains("participants=5, wanted=6"), said);
        assertFalse(said.contains("capacity"), said);
    }

    @Test
    void aRefusedGeometryKeepsNoHandle() {
        String name = fresh();
        IpcQueue<String> queue = IpcQueue.create(name, SMALL);
        assertThrows(
                QuadrigaException.class, () -> IpcQueue.createOrAttach(name, SMALL.capacity(5)));
        queue.close();

        assertThrows(QuadrigaException.class, () -> IpcQueue.attach(name));
    }

    @Test
    void aNameThatIsAPathIsRefused() {
        for (String name : new String[] {"", "../x", "a/b", ".hidden", "a b", "x".repeat(101)}) {
            assertThrows(IllegalArgumentException.class, () -> IpcQueue.create(name, SMALL), name);
            assertThrows(IllegalArgumentException.class, () -> IpcQueue.attach(name), name);
        }
    }

    @Test
    void aClosedHandleSaysSo() {
        IpcQueue<String> queue = IpcQueue.create(SMALL);
        queue.close();
        queue.close();

        assertThrows(QueueClosedException.class, () -> queue.offer("x"));
        assertThrows(QueueClosedException.class, queue::poll);
    }

    @Test
    void aQueueWithoutRoomForLeasesRefusesThem() throws InterruptedException {
        IpcQueue<String> queue = open(IpcQueue.create(SMALL.leases(0)));
        queue.put("stays");
        var e =
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> queue.lease(Duration.ofDays(1), Duration.ofDays(1)));

        assertTrue(String.valueOf(e.getMessage()).contains("leases=0"), e::getMessage);
        assertEquals("stays", queue.poll());
        assertEquals(Set.of(Capability.CROSSES_PROCESSES), queue.capabilities());
        assertTrue(open(IpcQueue.create(SMALL)).capabilities().contains(Capability.LEASES));
    }

    @Test
    void noFileIsLeft() throws IOException {
        String name = fresh();
        IpcQueue<String> queue = IpcQueue.create(name, SMALL);
        queue.add("x".repeat(1 << 20));
        assertFalse(files(name).isEmpty());
        queue.close();

        assertEquals(List.of(), files(name));
    }

    private static List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(file -> file.toString().contains(name)).toList();
        }
    }

    private static Path directory() throws IOException {
        String configured = System.getProperty("io.quadriga.ipc.directory");
        return configured != null
                ? Path.of(configured)
                : Path.of(
                        "/dev/shm",
                        "quadriga-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    @Test
    void aProcessThatEndsInOrderLeavesNoFile() throws Exception {
        String name = fresh();
        Process child = start(Forgetful.class, name);

        assertTrue(child.waitFor(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS));
        assertEquals(0, child.exitValue());
        assertEquals(List.of(), files(name));
    }

    /** Makes a queue and forgets it. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] arguments) {
            IpcQueue.create(arguments[0], SMALL).add("x".repeat(100_000));
        }
    }

    // Elements.

    @Test
    void whatCannotBeSentFailsInPutAndIsNotPut() {
        IpcQueue<Object> queue = open(IpcQueue.create(SMALL));

        assertThrows(TaskNotSerializableException.class, () -> queue.offer(new Object()));
        assertThrows(
                TaskNotSerializableException.class,
                () -> queue.putAll(List.of("first", new Object())));
        assertNull(queue.poll());
        assertTrue(queue.offer("works"));
    }

    @Test
    void whatCannotBeSentIsCalledAnElementWhateverItIs() {
        IpcQueue<Object> queue = open(IpcQueue.create(SMALL));

        for (Object element : List.of(new Thread(), new Object(), Optional.empty())) {
            var e = assertThrows(TaskNotSerializableException.class, () -> queue.put(element));
            String said = String.valueOf(e.getMessage());
            assertTrue(said.startsWith("element cannot be sent: path=element"), said);
        }
    }

    @Test
    void elementsOfEverySizeArriveWhole() throws Exception {
        IpcQueue<byte[]> queue = open(IpcQueue.create(SMALL));
        for (int size : new int[] {0, 1, 7, 8, 9, 1000, 65_535, 65_536, 65_537, 3_000_000}) {
            byte[] element = new byte[size];
            for (int i = 0; i < size; i++) {
                element[i] = (byte) (i * 31);
            }
            queue.put(element);
            assertEquals(ByteBuffer.wrap(element), ByteBuffer.wrap(queue.take()), "size=" + size);
        }
    }

    @Test
    void putAllKeepsTheOrderWhateverTheSizes() throws Exception {
        IpcQueue<String> queue = open(IpcQueue.create(SMALL.capacity(3)));
        List<String> elements =
                IntStream.range(0, 50)
                        .mapToObj(i -> i % 7 == 3 ? "large".repeat(20_000) + i : "small" + i)
                        .toList();
        var putter =
                TestThread.start(() -> {
                    queue.putAll(elements);
                });

        for (String element : elements) {
            assertEquals(element, queue.take());
        }
        assertNull(putter.join());
    }

    @Test
    void moreLargeElementsThanPlacesWaitAsInAFullQueue() throws Exception {
        IpcQueue<String> queue = open(IpcQueue.create(SMALL.largeElements(1)));
        String large = "x".repeat(100_000);
        queue.put(large);

        assertFalse(queue.offer(large));
        assertTrue(queue.offer("small"));
        assertEquals(large, queue.take());
        assertTrue(queue.offer(large));
    }

    // Handles as values.

    @Test
    void aHandleTravelsInsideAnotherQueue() throws Exception {
        IpcQueue<IpcQueue<String>> queues = open(IpcQueue.create(SMALL));
        IpcQueue<String> queue = open(IpcQueue.create(SMALL));
        queues.put(queue);
        IpcQueue<String> arrived = open(queues.take());
        arrived.put("through the copy");

        assertEquals("through the copy", queue.poll());
        assertEquals(queue.name(), arrived.name());
    }

    @Test
    void aHandleThatArrivesTooLateSaysThatTheQueueIsGone() throws Exception {
        IpcQueue<String> queue = IpcQueue.create(SMALL);
        byte[] inFlight = bytes(queue);
        queue.close();
        IpcQueue<String> late = arrived(inFlight);

        assertThrows(QueueGoneException.class, late::poll);
    }

    @Test
    void aHandleDoesNotReachAnotherQueueOfItsName() throws Exception {
        String name = fresh();
        IpcQueue<String> queue = IpcQueue.create(name, SMALL);
        byte[] inFlight = bytes(queue);
        queue.close();
        open(IpcQueue.create(name, SMALL));

        IpcQueue<String> late = arrived(inFlight);
        assertThrows(QueueGoneException.class, () -> late.offer("x"));
    }

    @Test
    void aHandleThatNobodyUsesHoldsNothing() throws Exception {
        String name = fresh();
        IpcQueue<String> queue = IpcQueue.create(name, SMALL);
        IpcQueue<String> unused = arrived(bytes(queue));
        queue.close();
        unused.close();

        assertThrows(QuadrigaException.class, () -> IpcQueue.attach(name));
    }

    @Test
    void aHandleThatArrivedAndIsForgottenIsReleased() throws Exception {
        String name = fresh();
        IpcQueue<String> original = IpcQueue.create(name, SMALL);
        putThroughACopy(bytes(original));
        original.close();

        long end = System.nanoTime() + Bounds.SOON.toNanos();
        while (isThere(name)) {
            assertTrue(System.nanoTime() - end < 0, "the forgotten handle keeps the queue");
            System.gc();
        }
    }

    private static void putThroughACopy(byte[] handle) throws Exception {
        IpcQueue<String> copy = arrived(handle);
        copy.put("kept open by nobody");
    }

    private static boolean isThere(String name) {
        try (IpcQueue<String> found = IpcQueue.attach(name)) {
            return found.size() == 1;
        } catch (QuadrigaException gone) {
            return false;
        }
    }

    @Test
    void aHandleThatArrivedIsHeldWhileItsThreadWaits() throws Exception {
        IpcQueue<String> original = open(IpcQueue.create(fresh(), SMALL));
        byte[] handle = bytes(original);
        TestThread<String> taker =
                TestThread.start(() -> IpcQueueTest.<String>arrived(handle).take());
        taker.awaitBlocked();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        original.put("still held");

        assertEquals("still held", taker.result());
    }

    @Test
    void aHandleTravelsToAnotherProcess() throws Exception {
        IpcQueue<String> there = open(IpcQueue.create(SMALL));
        IpcQueue<String> back = open(IpcQueue.create(SMALL));
        Process child = start(Echo.class, encoded(there), encoded(back));
        there.put("hello");

        assertEquals("hello back", back.poll(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS));
        assertTrue(child.waitFor(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS));
        assertEquals(0, child.exitValue());
    }

    private static String encoded(IpcQueue<?> queue) throws IOException {
        return Base64.getEncoder().encodeToString(bytes(queue));
    }

    private Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String directory = System.getProperty("io.quadriga.ipc.directory");
        if (directory != null) {
            command.add("-Dio.quadriga.ipc.directory=" + directory);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .start();
        opened.add(() -> process.destroyForcibly().waitFor());
        return process;
    }

    /** Answers one element; runs without native access, and so waits portably. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] arguments) throws Exception {
            Base64.Decoder decoder = Base64.getDecoder();
            try (IpcQueue<String> there = arrived(decoder.decode(arguments[0]));
                    IpcQueue<String> back = arrived(decoder.decode(arguments[1]))) {
                back.put(there.take() + " back");
            }
        }
    }

    // Configuration.

    @Test
    void aConfiguredQueueBelongsToItsInstance() {
        String config = "quadriga.queues { jobs { backend = ipc, capacity = 4 } }";
        try (Quadriga one = Quadriga.open(ConfigFactory.parseString(config));
                Quadriga other = Quadriga.open(ConfigFactory.parseString(config))) {
            Queue<String> mine = one.queue("jobs");
            mine.add("mine");

            assertInstanceOf(IpcQueue.class, mine);
            assertEquals("jobs", mine.name());
            assertEquals(4, mine.capacity());
            assertNull(other.queue("jobs").poll());
        }
    }

    @Test
    void aSharedNameSharesIt() {
        String config =
                "quadriga.queues { jobs { backend = ipc, shared-name = \"" + fresh() + "\" } }";
        try (Quadriga one = Quadriga.open(ConfigFactory.parseString(config));
                Quadriga other = Quadriga.open(ConfigFactory.parseString(config))) {
            one.queue("jobs").add("for everybody");

            assertEquals("for everybody", other.queue("jobs").poll());
        }
    }

    @Test
    void wrongConfigurationIsRefusedAtOnce() {
        for (String wrong :
                List.of(
                        "capacity = 0",
                        "capacity = unbounded",
                        "ring-size = 3 KiB",
                        "shared-name = \"../x\"",
                        "participants = 2000")) {
            String config = "quadriga.queues { jobs { backend = ipc, " + wrong + " } }";
            var e =
                    assertThrows(
                            QuadrigaException.class,
                            () -> Quadriga.open(ConfigFactory.parseString(config)).close(),
                            wrong);
            String key = wrong.substring(0, wrong.indexOf(' '));
            assertTrue(String.valueOf(e.getMessage()).contains(key), e::getMessage);
        }
    }
}
