package io.quadriga.ipc.internal;

import io.quadriga.ipc.PipeGoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Opens pipes: one core for each file that this process holds, whatever many handles there are. */
public final class PipeCores {

    private static final int PARTICIPANTS = 64;

    /**
     * Pipes whose last handle of this process is closed, but handles that it has sent are in
     * flight: without this process their file would be gone before they arrive.
     */
    private static final List<PipeCore> AWAITED = new ArrayList<>(); // guarded by itself

    private PipeCores() {}

    /**
     * Makes a pipe.
     *
     * @param duplex whether messages go both ways; else only from the second end to the first
     * @return the ends
     */
    public static List<PipeHandle> create(boolean duplex) {
        tidy();
        PipeLayout layout =
                PipeLayout.of(duplex ? PipeLayout.BOTH : PipeLayout.BACKWARD, PARTICIPANTS);
        FileHeader header =
                FileHeader.of(Kind.PIPE, layout.end(), PARTICIPANTS, 0, layout.geometry());
        SharedFile file = SharedFiles.create(Kind.PIPE, null, header, made -> {});
        PipeCore core = file.view(PipeCore.class, () -> new PipeCore(file, layout));
        core.ends().open();
        PipeCore same = find(core.id()).orElseThrow(); // counted for the second handle
        return List.of(new PipeHandle(core, 0), new PipeHandle(same, 1));
    }

    /**
     * Finds the pipe of a handle that travelled.
     *
     * @throws PipeGoneException if nobody holds that end any more
     */
    public static PipeHandle attach(UUID id, int end, PipeTicket ticket) {
        tidy();
        PipeCore core = find(id).orElseThrow(() -> gone(id, end));
        boolean attached = false;
        try {
            attached = core.ends().isAttached(end, ticket);
        } finally {
            if (!attached) {
                release(core);
            }
        }
        if (!attached) {
            throw gone(id, end);
        }
        return new PipeHandle(core, end);
    }

    private static Optional<PipeCore> find(UUID id) {
        return SharedFiles.attach(Kind.PIPE, "~" + id, id).map(PipeCores::coreOf);
    }

    private static PipeCore coreOf(SharedFile file) {
        try {
            PipeLayout layout = PipeLayout.of(file.header());
            return file.view(PipeCore.class, () -> new PipeCore(file, layout));
        } catch (DamagedFileException e) {
            SharedFiles.release(file);
            throw new DamagedException(file.toString(), String.valueOf(e.getMessage()));
        }
    }

    private static PipeGoneException gone(UUID id, int end) {
        return new PipeGoneException(
                "nobody holds this end of the pipe any more: pipe="
                        + id
                        + ", end="
                        + (end == 0 ? "first" : "second")
                        + "; its sender ended before this handle was used, or it was used and"
                        + " closed already");
    }

    /** Gives a handle back, or keeps it for those that are in flight. */
    static void release(PipeCore core) {
        if (core.ends().isAwaited()) {
            synchronized (AWAITED) {
                AWAITED.add(core);
            }
        } else {
            SharedFiles.release(core.file());
        }
        tidy();
    }

    /** Gives the handles back that nobody waits for any more. */
    static void tidy() {
        List<PipeCore> arrived = new ArrayList<>();
        synchronized (AWAITED) {
            AWAITED.removeIf(core -> !core.ends().isAwaited() && arrived.add(core));
        }
        arrived.forEach(core -> SharedFiles.release(core.file()));
    }
}
