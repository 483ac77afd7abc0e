package dev.balsa.server.api;

import com.google.protobuf.ByteString;
import dev.balsa.api.SnapshotResponse;
import dev.balsa.server.backup.StateFile;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;
import io.grpc.Status;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One snapshot on its way to a client: made in the background as fast as the client takes it, and
 * no faster. A step of it is bounded work, so that other background tasks get their turn. Whoever
 * ends the call, the state that it holds on to is let go.
 */
final class SnapshotFlow {

  private static final Log LOG = Log.of(SnapshotFlow.class);

  /** etcd's. */
  private static final int BLOB_BYTES = 32 << 10;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int RECORDS_A_STEP = 20_000;
  private static final int BLOBS_A_STEP = 128;

  private final ApiContext context;
  private final StreamCall call;
  private final StateFile file;
  private final MessageDigest sha256;
  private final byte[] buffer = new byte[BLOB_BYTES];

  /** Calls of {@link #proceed} not yet answered; whoever raises it from 0 does the work. */
  private final AtomicInteger wanted = new AtomicInteger();

  private final long beganNanos;

  // Below: touched by the worker alone.
  private boolean measured;
  private boolean closed;
  private long remainingBytes;

  private SnapshotFlow(ApiContext context, StreamCall call) {
    this.context = context;
    this.call = call;
    this.beganNanos = context.nanoTime().getAsLong();
    this.file = new StateFile(context.replica().pin(), context.settings().storageVersion());
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  static SnapshotFlow start(ApiContext context, StreamCall call) {
    SnapshotFlow flow = new SnapshotFlow(context, call);
    call.onEnd(flow::proceed);
    flow.proceed();
    return flow;
  }

  /** Goes on for as long as the transport takes messages; cleans up after the end. Any thread. */
  void proceed() {
    if (wanted.getAndIncrement() == 0) {
      submit();
    }
  }

  private void submit() {
    if (!context.replica().execute(this::work)) {
      // Without a thread to go on with. What is left to do is short, so this one does it.
      call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
      work();
    }
  }

  private void work() {
    int seen;
    do {
      seen = wanted.get();
      boolean more = step();
      if (more && context.replica().execute(this::work)) {
        return; // the turn passes on, and with it the right to work
      }
      if (more) {
        wanted.incrementAndGet(); // the background is full: go on here
      }
    } while (!wanted.compareAndSet(seen, 0));
  }

  /** Does a bounded part; true if more can be done at once. */
  private boolean step() {
    if (closed) {
      return false;
    }
    boolean more = false;
    try {
      more = !call.isEnded() && (measured ? sendBlobs() : measure());
    } catch (RuntimeException e) {
      call.end(Errors.of(e));
    }
    if (call.isEnded()) {
      closed = true;
      file.close();
      return false;
    }
    return more;
  }

  private boolean measure() {
    measured = !file.measure(RECORDS_A_STEP);
    if (measured) {
      begin();
    }
    return true;
  }

  private boolean sendBlobs() {
    for (int i = 0; i < BLOBS_A_STEP && call.isReady(); i++) {
      sendBlob();
    }
    return call.isReady();
  }

  private void begin() {
    remainingBytes = file.sizeBytes();
    LOG.info("sending database snapshot to client", "total-bytes", remainingBytes);
  }

  private void sendBlob() {
    int count = file.read(buffer);
    if (count > 0) {
      sha256.update(buffer, 0, count);
      remainingBytes -= count;
      send(ByteString.copyFrom(buffer, 0, count));
    } else {
      send(ByteString.copyFrom(sha256.digest()));
      LOG.info("sent database snapshot to client", "total-bytes", file.sizeBytes());
      double nanos = context.nanoTime().getAsLong() - beganNanos;
      context.metrics().disk.backendSnapshotSeconds.observe(nanos / NANOS_PER_SECOND);
      call.end(Status.OK);
    }
  }

  private void send(ByteString blob) {
    call.send(
        new GeneratedAnswer(
            SnapshotResponse.newBuilder()
                .setRemainingBytes(remainingBytes)
                .setBlob(blob)
                .setVersion(context.settings().storageVersion())
                .build()));
  }
}
