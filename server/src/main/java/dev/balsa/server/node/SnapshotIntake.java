package dev.balsa.server.node;

import dev.balsa.mvcc.PreparedStore;
import dev.balsa.raft.Message;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import dev.balsa.server.metrics.DiskMetrics;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A copy of another member's store on its way in; one at a time.
 *
 * <pre>
 *   transport     receive(message)         room is made          -&gt; SnapshotArriving
 *                 write() ...
 *                 finish()                 durable and checked   -&gt; SnapshotArrived(message, copy)
 *   node agent    consensus takes it: the log gets its mark, and then the apply agent the copy
 *                 consensus needs it not: discard()
 *   apply agent   installed()
 *   background    what is not needed any more goes; the next copy may come
 * </pre>
 */
final class SnapshotIntake {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final Log LOG = Log.of(SnapshotIntake.class);

  /** Cleaning up, which must not be forgotten only because the background is busy. */
  private interface Cleanup {
    void run() throws IOException;
  }

  private final StoreHome home;
  private final Environment environment;
  private final Inbox inbox;
  private final DiskMetrics metrics;

  /** From the moment that room is made to the moment that nothing is left to clean up. */
  private final AtomicBoolean busy = new AtomicBoolean();

  /** What the background had no room for; tried again with the next tick. */
  private volatile Cleanup waiting;

  SnapshotIntake(StoreHome home, Environment environment, Inbox inbox, DiskMetrics metrics) {
    this.metrics = metrics;
    this.home = home;
    this.environment = environment;
    this.inbox = inbox;
  }

  /** Whether a copy is received or installed. Any thread. */
  boolean isBusy() {
    return busy.get();
  }

  /** Makes room for a copy that goes with a SNAPSHOT message. Any thread that may block. */
  SnapshotReceiver receive(Message message, long sizeBytes) throws IOException {
    if (!busy.compareAndSet(false, true)) {
      throw new IOException("another copy is being received or installed");
    }
    try {
      IncomingSnapshot incoming = home.receive(message.snapshot(), sizeBytes);
      inbox.tell(new NodeEvent.SnapshotArriving());
      return new Receiver(message, incoming);
    } catch (IOException | RuntimeException e) {
      busy.set(false);
      throw e;
    }
  }

  private final class Receiver implements SnapshotReceiver {
    private final Message message;
    private final IncomingSnapshot incoming;
    private final long startNanos = environment.clock().nanoTime();
    private boolean over;

    private Receiver(Message message, IncomingSnapshot incoming) {
      this.message = message;
      this.incoming = incoming;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      incoming.write(bytes);
    }

    @Override
    public void finish() throws IOException {
      PreparedStore copy = incoming.finish();
      double nanos = environment.clock().nanoTime() - startNanos;
      metrics.snapDbSaveSeconds.observe(nanos / NANOS_PER_SECOND);
      SnapshotMark mark = message.snapshot();
      over = true;
      if (copy.appliedIndex() != mark.index() || copy.appliedTerm() != mark.term()) {
        discard(copy);
        throw new IOException(
            "a copy was announced for "
                + mark.term()
                + "/"
                + mark.index()
                + " and stands at "
                + copy.appliedTerm()
                + "/"
                + copy.appliedIndex());
      }
      inbox.tell(new NodeEvent.SnapshotArrived(message, copy));
    }

    @Override
    public void abort(String reason) {
      if (over) {
        return;
      }
      over = true;
      LOG.warn("a copy of the leader's store did not arrive: " + reason);
      incoming.close();
      busy.set(false);
    }
  }

  /** The copy is not needed after all. Any thread. */
  void discard(PreparedStore copy) {
    later(() -> home.discard(copy));
  }

  /** The store stands on the copy. Apply thread. */
  void installed() {
    later(home::installed);
  }

  private void later(Cleanup cleanup) {
    if (!environment.execute(() -> clean(cleanup))) {
      waiting = cleanup;
    }
  }

  /** A tick has passed. Node agent. */
  void tick() {
    Cleanup again = waiting;
    if (again != null) {
      waiting = null;
      later(again);
    }
  }

  private void clean(Cleanup cleanup) {
    try {
      cleanup.run();
    } catch (IOException e) {
      LOG.warn("what a copy of the leader's store replaced goes at the next start only", e);
    } finally {
      busy.set(false);
    }
  }
}
