package io.quadriga.process.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small process beside this JVM, one for all its workers, in a session of its own. It holds the
 * other end of a pipe that nobody else has: when that ends, this JVM is gone, however it went, and
 * the warden kills every worker with its process group, and removes {@link LaunchDirectory}. While
 * this JVM lives it kills single groups for it, for which Java itself has no call.
 *
 * <p>It is no JVM, so that it costs next to nothing, and acts whatever state a worker is in.
 *
 * <p><b>Threads.</b> Every method may be called by any number of threads at once.
 */
final class Warden {

    private static final Logger LOG = LoggerFactory.getLogger(Warden.class);

    /**
     * The arguments are the directories. It reads: + GROUP, - GROUP, k GROUP. Where nothing makes
     * groups, a worker is killed with what is below it.
     */
    private static final String SCRIPT =
            """
            trap '' INT HUP TERM QUIT
            PATH="/usr/bin:/bin:$PATH"
            tree() {
              for below in $(cat /proc/"$1"/task/*/children); do tree "$below"; done
              kill -9 "$1"
            }
            groups=' '
            while read -r what group; do
              case $what in
                +) groups="$groups$group " ;;
                -) case $groups in
                     *" $group "*) groups="${groups%%" $group "*} ${groups#*" $group "}" ;;
                   esac ;;
                k) kill -9 "-$group" ;;
              esac
            done
            for group in $groups; do kill -9 "-$group" || tree "$group"; done
            rm -rf "$@"
            """;

    private static final Warden ONLY = new Warden();

    private final Set<Long> groups = new LinkedHashSet<>(); // lock: this
    private @Nullable OutputStream orders; // lock: this

    private Warden() {}

    static Warden get() {
        return ONLY;
    }

    /** Has a worker killed when this JVM is gone. */
    synchronized void watch(long group) {
        groups.add(group);
        if (orders == null) {
            start();
        } else {
            order('+', group);
        }
    }

    /** Has the directories removed when this JVM is gone, also if no worker could be started. */
    synchronized void watchDirectories() {
        if (orders == null) {
            start();
        }
    }

    /** Forgets a worker that has ended and whose group is of no concern any more. */
    synchronized void forget(long group) {
        groups.remove(group);
        order('-', group);
    }

    /** Kills what is left of a worker's group. */
    synchronized void kill(long group) {
        order('k', group);
    }

    private void order(char what, long group) {
        OutputStream to = orders;
        try {
            if (to != null) {
                send(to, what, group);
            }
        } catch (IOException gone) {
            LOG.warn("warden of the workers replaced: somebody ended it", gone);
            start();
            repeat(what, group);
        }
    }

    private void repeat(char what, long group) {
        OutputStream to = orders;
        try {
            if (to != null && what == 'k') {
                send(to, what, group);
            }
        } catch (IOException again) {
            lost(again);
        }
    }

    /** Starts a warden that knows all groups. */
    private void start() {
        String directory = LaunchDirectory.path().toString();
        String inMemory = LaunchDirectory.inMemory().toString();
        List<String> line = Shell.detachedScript(SCRIPT, "quadriga-warden", directory, inMemory);
        try {
            Process process =
                    new ProcessBuilder(line)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            OrphanGuard.spare(process.pid());
            OutputStream to = process.getOutputStream();
            for (long group : groups) {
                send(to, '+', group);
            }
            orders = to;
        } catch (IOException failed) {
            lost(failed);
        }
    }

    private void lost(IOException failed) {
        orders = null;
        LOG.warn(
                "no warden for the workers: they will end by themselves when this JVM is killed,"
                        + " but not the processes they started",
                failed);
    }

    private static void send(OutputStream to, char what, long group) throws IOException {
        to.write((what + " " + group + "\n").getBytes(StandardCharsets.US_ASCII));
        to.flush();
    }
}
