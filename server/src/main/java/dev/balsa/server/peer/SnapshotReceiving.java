package dev.balsa.server.peer;

import dev.balsa.raft.Message;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import dev.balsa.server.metrics.NetworkMetrics;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.SnapshotReceiver;
import dev.balsa.server.peer.PeerMethods.Pong;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32C;

/**
 * A copy of another member's store as it comes in. Parts are asked for one by one as the disk has
 * taken the ones before, so that only a handful of them are ever in memory.
 */
final class SnapshotReceiving extends ServerCall.Listener<SnapshotPart> {

  /** Parts that may be in memory at once. */
  static final int MAX_PARTS = 4;

  /** How often the sender is told that this side still works on what it got. */
  private static final long SIGN_OF_LIFE_NANOS = 1_000_000_000L;

  private static final Log LOG = Log.of(SnapshotReceiving.class);
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final ServerCall<SnapshotPart, Pong> call;
  private final long callerId;
  private final PeerHost host;
  private final NetworkMetrics metrics;
  private final Environment environment;
  private final Background background;
  private final Runnable whenOver;
  private final String from;
  private final long startNanos;

  /** Never more than {@link #MAX_PARTS}: no others were asked for. */
  private final ConcurrentLinkedQueue<SnapshotPart> parts = new ConcurrentLinkedQueue<>();

  // ---- Of the background alone.

  private final CRC32C whole = new CRC32C();
  private SnapshotReceiver receiver;
  private long index;
  private long sizeBytes;
  private long received;
  private boolean over;

  /** Why the transfer cannot go on, as far as other threads know; null while it can. */
  private volatile String broken;

  private volatile long movedNanos;
  private volatile boolean finishing;
  private long lastSignNanos;

  /** Guarded by the call: whether it is closed. */
  private boolean callClosed;

  SnapshotReceiving(
      ServerCall<SnapshotPart, Pong> call,
      Greeting caller,
      PeerHost host,
      NetworkMetrics metrics,
      Environment environment,
      Runnable whenOver) {
    this.call = call;
    this.callerId = caller.from();
    this.from = Long.toHexString(caller.from());
    this.host = host;
    this.metrics = metrics;
    this.environment = environment;
    this.whenOver = whenOver;
    this.background = new Background(environment, this::work, this::failed);
    this.startNanos = environment.clock().nanoTime();
    this.movedNanos = startNanos;
    this.lastSignNanos = startNanos;
  }

  void start() {
    metrics.snapshotReceiveInflights.labels(from).inc();
    synchronized (call) {
      call.sendHeaders(new Metadata());
    }
    call.request(MAX_PARTS);
  }

  /** A tick has passed. Node agent. */
  void tick(long nowNanos) {
    if (finishing) {
      if (nowNanos - lastSignNanos > SIGN_OF_LIFE_NANOS) {
        lastSignNanos = nowNanos;
        signOfLife();
      }
    } else if (nowNanos - movedNanos > SnapshotSending.PATIENCE_NANOS) {
      breakOff("nothing came for " + SnapshotSending.PATIENCE_NANOS / 1_000_000_000L + " s");
    }
    wake(); // in case there was no room for it
  }

  private void signOfLife() {
    synchronized (call) {
      if (!callClosed && call.isReady()) {
        call.sendMessage(Pong.PONG);
      }
    }
  }

  /** Something that nobody thought of: the transfer ends, and the next one begins anew. */
  private void failed(RuntimeException cause) {
    LOG.error("receiving a copy of the store failed", cause, "from", from);
    if (broken == null) {
      broken = "receiving failed: " + cause;
      wake();
    }
  }

  /** Ends the transfer before its end. */
  void breakOff(String reason) {
    if (broken == null) {
      broken = reason;
    }
    wake();
  }

  private void wake() {
    boolean unused = background.wake(); // the next tick tries again
  }

  @Override
  public void onMessage(SnapshotPart part) {
    movedNanos = environment.clock().nanoTime();
    parts.add(part);
    wake();
  }

  @Override
  public void onCancel() {
    breakOff("the connection broke");
  }

  private void work() {
    try {
      for (SnapshotPart part = parts.poll();
          part != null && !over && broken == null;
          part = parts.poll()) {
        take(part);
        call.request(1);
      }
      if (broken != null && !over) {
        fail(broken);
      }
    } catch (IOException e) {
      fail(e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("a copy of another member's store cannot be taken", e, "from", from);
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void take(SnapshotPart part) throws IOException {
    if (part.message() != null) {
      begin(part.message(), part.sizeBytes());
    } else if (receiver == null) {
      throw new IOException("a copy without a beginning");
    } else if (part.last()) {
      finish(part.checksum());
    } else {
      if (SnapshotPart.checksumOf(part.data()) != part.checksum()) {
        throw new IOException("a part of a copy was damaged on its way, behind byte " + received);
      }
      whole.update(part.data());
      received += part.data().length;
      receiver.write(part.data());
    }
  }

  private void begin(Message message, long size) throws IOException {
    if (receiver != null || message.from() != callerId || message.snapshot() == null) {
      throw new IOException("not the beginning of a copy: " + message);
    }
    receiver = host.receiveSnapshot(message, size);
    index = message.snapshot().index();
    sizeBytes = size;
    LOG.info("receiving a copy of the store", "from", from, "index", index, "bytes", size);
  }

  private void finish(int checksum) throws IOException {
    if (received != sizeBytes || (int) whole.getValue() != checksum) {
      throw new IOException(
          "a copy of " + sizeBytes + " bytes is not whole: " + received + " bytes came");
    }
    finishing = true;
    receiver.finish();
    over = true;
    long nanos = environment.clock().nanoTime() - startNanos;
    metrics.snapshotReceiveSuccess.labels(from).inc();
    metrics.snapshotReceiveSeconds.labels(from).observe(nanos / 1e9);
    LOG.info(
        "received a copy of the store",
        "from",
        from,
        "index",
        index,
        "bytes",
        received,
        "millis",
        nanos / NANOS_PER_MILLI);
    end(Status.OK);
  }

  private void fail(String reason) {
    over = true;
    if (receiver != null) {
      receiver.abort(reason);
    }
    metrics.snapshotReceiveFailures.labels(from).inc();
    LOG.warn(
        "a copy of the store was not received: " + reason,
        "from",
        from,
        "index",
        index,
        "bytes",
        received);
    end(Status.ABORTED.withDescription(reason));
  }

  private void end(Status status) {
    parts.clear();
    metrics.snapshotReceiveInflights.labels(from).dec();
    synchronized (call) {
      callClosed = true;
      call.close(status, new Metadata());
    }
    whenOver.run();
  }
}
