package io.quadriga.ipc;

import io.quadriga.QuadrigaException;
import io.quadriga.ipc.internal.Codec;
import io.quadriga.ipc.internal.Deadlines;
import io.quadriga.ipc.internal.Frame;
import io.quadriga.ipc.internal.PipeCores;
import io.quadriga.ipc.internal.PipeHandle;
import io.quadriga.ipc.internal.PipeTicket;
import io.quadriga.ipc.internal.Waited;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}: sends messages to the other end and receives those from there.
 *
 * <p><b>Messages</b> are objects or bytes; they arrive whole, once, and in the order in which they
 * were sent. An object is encoded by its sender, before anything is sent, and decoded by its
 * receiver, after it was received: one that cannot be encoded is not sent, one that cannot be
 * decoded comes as an exception that says why and has its bytes. A message of bytes is these bytes,
 * to be received as bytes, and an object that is received as bytes is its encoding, which can be
 * sent on as bytes. Messages may be empty, and as long as an array can be; from 32 KiB on each
 * takes memory of its own until it is received, and eight of them fit a direction at once.
 *
 * <p><b>A handle.</b> This object is the handle of one process, and a value: captured by a task,
 * put into a queue or sent through a connection, it arrives as another handle of the same end,
 * which is looked up at its first use. Handles of one end, in any number of processes, share its
 * messages: each is received by one of them. Sending a handle keeps the end open until the handle
 * is used or closed by its receiver, or the sending process ends; so this handle can be closed
 * right after. Sending that fails keeps nothing open; sending on a handle that came from elsewhere
 * is a use of it. Only the sender's end is noticed before that: who starts a process waits for the
 * process too, see {@link Connections}. A handle that is read twice, because a task was sent again
 * say, is the same handle: the second one works while anybody holds that end. So it is, by and by,
 * with a process that has sent more than five hundred handles of a pipe which nobody has used.
 *
 * <p><b>The end.</b> When all handles of the other end are closed, or their processes dead, and all
 * its messages are received, receiving throws {@link EndOfPipeException}, and sending {@link
 * BrokenPipeException}. A death is noticed within about 70 ms. Close what you do not use: a handle
 * that is open in a living process counts.
 *
 * <p><b>Deaths.</b> A process that is killed at any moment takes with it at most the messages that
 * it had received. What it had sent arrives, what it was about to send does not, and nothing in
 * between.
 *
 * <p><b>A stopped process</b> that stands exactly inside a send or receive (some hundred
 * nanoseconds) delays others at the same end and direction until it goes on or is killed, and a
 * warning names it after a second.
 *
 * <p><b>Threads.</b> Any number at once, virtual ones and coroutines included, which never pin or
 * block their carrier. <b>Blocking.</b> Sending waits while the pipe is full, receiving while it is
 * empty. An interrupt or {@link #close} ends each wait within 50 ms. <b>Visibility.</b> Between
 * processes only the message itself is carried.
 *
 * @param <T> the type of the objects, which may be nullable: {@code null} is an object as any other
 */
public final class Connection<T extends @Nullable Object> implements AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Codec codec = new Codec();
    private final UUID id;
    private final int end;
    private final @Nullable PipeTicket ticket; // null: made here

    private transient volatile @Nullable PipeHandle handle; // null: not looked up yet
    private transient volatile boolean closed;

    Connection(PipeHandle handle) {
        this.id = handle.id();
        this.end = handle.end();
        this.ticket = null;
        this.handle = handle;
    }

    private Connection(Handle handle) {
        this.id = handle.id;
        this.end = handle.end;
        this.ticket = handle.ticket;
    }

    // Objects.

    /**
     * Sends an object, waiting for room.
     *
     * @param message the object
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     * @throws BrokenPipeException if nobody will receive, before or during the wait; nothing was
     *     sent
     * @throws PipeClosedException if this handle is closed, before or during the wait; nothing was
     *     sent
     * @throws UnsupportedOperationException if this end only receives
     * @throws io.quadriga.TaskNotSerializableException if the object cannot be encoded; nothing was
     *     sent
     * @throws QuadrigaException if there is no memory for a large message; nothing was sent
     */
    public void send(T message) throws InterruptedException {
        Deadlines.checkInterrupt();
        PipeHandle pipe = handle();
        try (Codec.Scratch scratch = codec.scratch()) {
            scratch.encode(message);
            pipe.send(scratch.encoded(), 0, scratch.encodedLength());
            scratch.sent();
        }
    }

    /**
     * Receives an object, waiting for one.
     *
     * @return the object
     * @throws InterruptedException if interrupted while waiting; nothing was received
     * @throws EndOfPipeException if nothing is left and nothing will come, before or during the
     *     wait
     * @throws PipeClosedException if this handle is closed, before or during the wait
     * @throws UnsupportedOperationException if this end only sends
     * @throws UndecodableMessageException if the message is no object, because it was sent as
     *     bytes, or cannot be decoded here; the exception has it
     */
    @SuppressWarnings("NullAway") // a null that was sent arrives as null
    public T receive() throws InterruptedException {
        Deadlines.checkInterrupt();
        PipeHandle pipe = handle();
        try (Codec.Scratch scratch = codec.scratch()) {
            pipe.receive(scratch.frame(), Integer.MAX_VALUE);
            return decoded(scratch);
        }
    }

    @SuppressWarnings("NullAway") // as above
    private T decoded(Codec.Scratch scratch) {
        try {
            return scratch.<T>decode();
        } catch (RuntimeException e) {
            byte[] bytes = scratch.taken();
            throw new UndecodableMessageException(
                    "this message is no object that can be decoded here: connection="
                            + this
                            + ", bytes="
                            + bytes.length
                            + "; receive what was sent by sendBytes with receiveBytes; the"
                            + " exception has the message",
                    bytes,
                    e);
        }
    }

    /**
     * Tells whether there is something to receive, now.
     *
     * @return {@code true} if a message is there, or nothing will ever come: {@link #receive} would
     *     not wait. Stays so until somebody receives
     * @throws PipeClosedException if this handle is closed
     * @throws UnsupportedOperationException if this end only sends
     */
    public boolean poll() {
        return handle().isReady();
    }

    /**
     * Waits until there is something to receive, without receiving it.
     *
     * @param timeout the longest time to wait; zero or negative means not at all, a very long one,
     *     {@code ChronoUnit.FOREVER.getDuration()} say, without limit
     * @return {@code true} if a message is there, or nothing will ever come; {@code false} if that
     *     did not happen in time
     * @throws InterruptedException if interrupted while waiting
     * @throws PipeClosedException if this handle is closed, before or during the wait
     * @throws UnsupportedOperationException if this end only sends
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        long deadline = Deadlines.of(Deadlines.nanos(timeout));
        Deadlines.checkInterrupt();
        return handle().poll(deadline);
    }

    // Bytes.

    /**
     * Sends bytes as one message, as {@link #send}.
     *
     * @param message the bytes; may be empty
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public void sendBytes(byte[] message) throws InterruptedException {
        sendBytes(message, 0, message.length);
    }

    /**
     * Sends a part of an array as one message, as {@link #send}.
     *
     * @param source where the bytes are
     * @param offset the first of them, 0 or more
     * @param length how many; may be 0
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     * @throws IndexOutOfBoundsException if they are not all in the array; nothing was sent
     */
    public void sendBytes(byte[] source, int offset, int length) throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, source.length);
        Deadlines.checkInterrupt();
        handle().send(source, offset, length);
    }

    /**
     * Sends the remaining bytes of a buffer as one message, as {@link #send}. Those of a buffer
     * without an array, a direct one say, are copied to the heap first: send much in parts.
     *
     * @param message the buffer; its position moves to its limit when the message is sent
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public void sendBytes(ByteBuffer message) throws InterruptedException {
        int length = message.remaining();
        if (message.hasArray()) {
            sendBytes(message.array(), message.arrayOffset() + message.position(), length);
        } else {
            byte[] copy = new byte[length];
            message.get(message.position(), copy);
            sendBytes(copy);
        }
        message.position(message.limit());
    }

    /**
     * Receives a message as bytes, as {@link #receive}.
     *
     * @return the bytes
     * @throws InterruptedException if interrupted while waiting; nothing was received
     */
    public byte[] receiveBytes() throws InterruptedException {
        return receiveBytes(Integer.MAX_VALUE);
    }

    /**
     * Receives a message as bytes if it is not too long, as {@link #receive}.
     *
     * @param max how long it may be, 0 or more
     * @return the bytes
     * @throws InterruptedException if interrupted while waiting; nothing was received
     * @throws MessageTooLongException if it is longer; it stays, and the connection works as before
     * @throws IllegalArgumentException if the length is negative
     */
    public byte[] receiveBytes(int max) throws InterruptedException {
        if (max < 0) {
            throw new IllegalArgumentException("must not be negative: max=" + max);
        }
        Deadlines.checkInterrupt();
        PipeHandle pipe = handle();
        try (Codec.Scratch scratch = codec.scratch()) {
            Frame frame = scratch.frame();
            pipe.receive(frame, max);
            return frame.give();
        }
    }

    /**
     * Receives a message into a buffer if it fits, as {@link #receive}.
     *
     * @param target gets the bytes at its position, which moves behind them
     * @return how many
     * @throws InterruptedException if interrupted while waiting; nothing was received
     * @throws MessageTooLongException if it is longer than what remains; it stays, the buffer is
     *     unchanged, and the connection works as before
     * @throws java.nio.ReadOnlyBufferException if the buffer cannot be written; nothing was
     *     received
     */
    public int receiveInto(ByteBuffer target) throws InterruptedException {
        if (target.isReadOnly()) {
            throw new java.nio.ReadOnlyBufferException();
        }
        Deadlines.checkInterrupt();
        PipeHandle pipe = handle();
        try (Codec.Scratch scratch = codec.scratch()) {
            Frame frame = scratch.frame();
            if (target.hasArray()) {
                frame.place(target.array(), target.arrayOffset() + target.position());
            }
            try {
                pipe.receive(frame, target.remaining());
                if (frame.isPlaced()) {
                    target.position(target.position() + frame.length());
                } else {
                    target.put(frame.bytes(), 0, frame.length());
                }
                return frame.length();
            } finally {
                frame.place(null, 0);
            }
        }
    }

    // What it can do.

    /**
     * Tells whether this end sends.
     *
     * @return {@code true} but for the first end of a one-way pipe
     */
    public boolean canSend() {
        return handle().canSend();
    }

    /**
     * Tells whether this end receives.
     *
     * @return {@code true} but for the second end of a one-way pipe
     */
    public boolean canReceive() {
        return handle().canReceive();
    }

    /**
     * Tells whether this handle is closed.
     *
     * @return {@code true} after {@link #close}
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Closes this handle: further calls throw {@link PipeClosedException}, and so do those that
     * wait. With the last handle of the end the other end sees EOF, once it has received what was
     * sent. Later calls do nothing.
     */
    @Override
    public void close() {
        PipeHandle released;
        synchronized (codec) {
            if (closed) {
                return;
            }
            released = handle == null ? findUnused() : handle;
            closed = true;
        }
        if (released != null) {
            released.close();
        }
    }

    /** A handle that travelled and was never used keeps the end open too. */
    private @Nullable PipeHandle findUnused() {
        try {
            return attach();
        } catch (PipeGoneException gone) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "Connection[pipe="
                + id
                + ", end="
                + (end == 0 ? "first" : "second")
                + (closed ? ", closed]" : "]");
    }

    /** What waits for several connections. */
    Waited waited() {
        PipeHandle pipe = handle();
        if (!pipe.canReceive()) {
            throw new UnsupportedOperationException(
                    "this end only sends, there is nothing to wait for: connection=" + this);
        }
        return pipe;
    }

    private PipeHandle handle() {
        PipeHandle known = handle;
        if (known != null && !closed) {
            return known;
        }
        synchronized (codec) {
            if (closed) {
                throw new PipeClosedException("this handle is closed: connection=" + this);
            }
            known = handle;
            if (known == null) {
                known = attach();
                handle = known;
            }
            return known;
        }
    }

    private PipeHandle attach() {
        return PipeCores.attach(id, end, Objects.requireNonNull(ticket));
    }

    private Object writeReplace() {
        return new Handle(id, end, handle().issueTicket());
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a connection travels as a handle only");
    }

    /** What travels. */
    private record Handle(UUID id, int end, PipeTicket ticket) implements Serializable {

        private Handle {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(ticket, "ticket");
            Objects.checkIndex(end, 2);
        }

        private Object readResolve() {
            return new Connection<>(this);
        }
    }
}
