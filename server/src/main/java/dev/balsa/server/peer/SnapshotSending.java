package dev.balsa.server.peer;

import dev.balsa.raft.Message;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import dev.balsa.server.metrics.NetworkMetrics;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.peer.PeerMethods.Pong;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A copy of this member's store on its way to another member, over a connection of its own. Parts
 * are read and sent in the background, as fast as the other side takes them.
 */
final class SnapshotSending {

  /** After this time without a sign of the other side the transfer is given up. */
  static final long PATIENCE_NANOS = 30_000_000_000L;

  private static final Log LOG = Log.of(SnapshotSending.class);
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Message message;
  private final OutgoingSnapshot copy;
  private final PeerHost host;
  private final NetworkMetrics metrics;
  private final Environment environment;
  private final ManagedChannel channel;
  private final ClientCall<SnapshotPart, Pong> call;
  private final Background background;
  private final Consumer<SnapshotSending> whenOver;
  private final String to;
  private final long startNanos;

  // ---- Of the background alone.

  private final CRC32C whole = new CRC32C();
  private boolean begun;
  private boolean sent;
  private boolean over;

  /** Whether the call has begun: before that nothing may be sent, whoever wakes this. */
  private volatile boolean started;

  /** When the other side last took something or said something. */
  private volatile long movedNanos;

  /** How the call ended; null while it goes on. */
  private volatile Status end;

  /**
   * @param channel used for nothing else; closed at the end
   * @param whenOver run once, at the very end
   */
  SnapshotSending(
      Message message,
      OutgoingSnapshot copy,
      PeerHost host,
      NetworkMetrics metrics,
      Environment environment,
      ManagedChannel channel,
      Consumer<SnapshotSending> whenOver) {
    this.message = message;
    this.copy = copy;
    this.host = host;
    this.metrics = metrics;
    this.environment = environment;
    this.channel = channel;
    this.whenOver = whenOver;
    this.to = Long.toHexString(message.to());
    this.call = channel.newCall(PeerMethods.SNAPSHOT, CallOptions.DEFAULT);
    this.background = new Background(environment, this::work, this::failed);
    this.startNanos = environment.clock().nanoTime();
    this.movedNanos = startNanos;
  }

  void start(Greeting greeting) {
    LOG.info(
        "sending a copy of the store to a member that lags",
        "to",
        to,
        "index",
        copy.mark().index(),
        "bytes",
        copy.sizeBytes());
    metrics.snapshotSendInflights.labels(to).inc();
    call.start(new Events(), greeting.toMetadata());
    call.request(Integer.MAX_VALUE);
    started = true;
    wake();
  }

  /** A tick has passed. */
  void tick(long nowNanos) {
    if (end == null && nowNanos - movedNanos > PATIENCE_NANOS) {
      cancel("nothing moved for " + PATIENCE_NANOS / 1_000_000_000L + " s");
    }
    wake(); // in case there was no room for it
  }

  /** Something that nobody thought of: the transfer ends, and the next one begins anew. */
  private void failed(RuntimeException cause) {
    LOG.error("sending a copy of the store failed", cause, "to", to);
    cancel("sending failed: " + cause);
  }

  void cancel(String reason) {
    call.cancel(reason, null);
  }

  private void wake() {
    if (!background.wake() && end != null) {
      host.snapshotEnded(message.to(), false); // the member stops; what is left on disk goes later
    }
  }

  private void work() {
    if (over) {
      return;
    }
    if (started && end == null && !sent) {
      try {
        sendParts();
      } catch (IOException | RuntimeException | Error e) {
        LOG.warn("cannot read the copy of the store that is being sent", e, "to", to);
        cancel("the copy cannot be read");
      }
    }
    if (end != null) {
      over = true;
      finish(end);
    }
  }

  private void sendParts() throws IOException {
    if (!begun) {
      begun = true;
      call.sendMessage(SnapshotPart.first(message, copy.sizeBytes()));
    }
    while (end == null && !sent && call.isReady()) {
      byte[] data = copy.next(SnapshotPart.MAX_DATA_BYTES);
      if (data == null) {
        sent = true;
        call.sendMessage(SnapshotPart.last(whole));
        call.halfClose();
      } else {
        whole.update(data);
        call.sendMessage(SnapshotPart.of(data));
      }
      movedNanos = environment.clock().nanoTime();
    }
  }

  private void finish(Status status) {
    long nanos = environment.clock().nanoTime() - startNanos;
    copy.close();
    channel.shutdownNow();
    metrics.snapshotSendInflights.labels(to).dec();
    if (status.isOk()) {
      metrics.snapshotSendSuccess.labels(to).inc();
      metrics.snapshotSendSeconds.labels(to).observe(nanos / (double) TimeUnit.SECONDS.toNanos(1));
      LOG.info(
          "sent a copy of the store",
          "to",
          to,
          "index",
          copy.mark().index(),
          "bytes",
          copy.sizeBytes(),
          "millis",
          nanos / NANOS_PER_MILLI);
    } else {
      metrics.snapshotSendFailures.labels(to).inc();
      LOG.warn(
          "a copy of the store did not get there: " + status.getDescription(),
          "to",
          to,
          "index",
          copy.mark().index(),
          "millis",
          nanos / NANOS_PER_MILLI);
    }
    host.snapshotEnded(message.to(), status.isOk());
    whenOver.accept(this);
  }

  private final class Events extends ClientCall.Listener<Pong> {

    @Override
    public void onReady() {
      movedNanos = environment.clock().nanoTime();
      wake();
    }

    @Override
    public void onMessage(Pong atWork) {
      movedNanos = environment.clock().nanoTime();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end = status;
      wake();
    }
  }
}
