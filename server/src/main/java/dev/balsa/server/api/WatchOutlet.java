package dev.balsa.server.api;

import dev.balsa.watch.EventBatch;
import dev.balsa.watch.WatchMessage;
import dev.balsa.watch.WatchSink;

/**
 * The way from the hub into one stream. Messages gather here, as the bytes that leave, until the
 * hub pauses, so that the watchers of a stream, however many of them a change concerns, cost one
 * passage through gRPC.
 *
 * <p>Hub's thread only.
 */
final class WatchOutlet implements WatchSink {

  /**
   * Bytes that gather at most before they are passed on anyway: enough to share the passage, little
   * enough that the transport's own limit, which does not count them, still means something.
   */
  private static final int MAX_GATHERED_BYTES = 32 << 10;

  private final StreamCall call;
  private final ApiContext context;
  private final WatchMeter meter;
  private final SpareBundles spareBundles;
  private final WatchTally tally = new WatchTally();

  /** What has gathered; null if nothing has. */
  private WireBundle gathered;

  /** That of the last message: most messages in a row have the same one. */
  private byte[] headerField;

  private long headerRevision;

  WatchOutlet(StreamCall call, ApiContext context, WatchMeter meter, SpareBundles spareBundles) {
    this.call = call;
    this.context = context;
    this.meter = meter;
    this.spareBundles = spareBundles;
  }

  /** What gathers here was let in by a transport that was ready, and has taken nothing since. */
  @Override
  public boolean isReady() {
    return gathered != null || call.isReady();
  }

  /** The same as {@link #send} without an object for the message, which may be one of thousands. */
  @Override
  public void sendEvents(long revision, long watchId, EventBatch batch) {
    if (gathered == null
        || !gathered.addEvents(header(revision), watchId, batch.wire(), MAX_GATHERED_BYTES)) {
      WatchSink.super.sendEvents(revision, watchId, batch);
      return;
    }
    tally.addEvents(batch.size());
  }

  /** Kept while messages gather; made anew afterwards, as the term in it may be another then. */
  private byte[] header(long revision) {
    if (gathered == null || headerRevision != revision) {
      headerRevision = revision;
      headerField = context.headers().at(revision).field();
    }
    return headerField;
  }

  @Override
  public void send(WatchMessage message) {
    WatchAnswer answer = new WatchAnswer(header(message.revision()), message);
    if (call.bundleMark() == null || !WireBundle.fitsAlone(answer, MAX_GATHERED_BYTES)) {
      flush();
      sendAlone(answer, message);
      return;
    }
    if (gathered != null && !gathered.fits(answer, MAX_GATHERED_BYTES)) {
      flush();
    }
    if (gathered == null) {
      gathered = spareBundles.take(call.bundleMark());
    }
    gathered.add(answer);
    tally.add(message);
  }

  private void sendAlone(WatchAnswer answer, WatchMessage message) {
    long began = context.nanoTime().getAsLong();
    call.send(answer);
    tally.add(message);
    told(began);
  }

  @Override
  public void flush() {
    if (gathered == null) {
      return;
    }
    long began = context.nanoTime().getAsLong();
    call.send(gathered);
    spareBundles.giveBack(gathered);
    gathered = null;
    told(began);
  }

  private void told(long beganNanos) {
    meter.sent(tally, context.nanoTime().getAsLong() - beganNanos);
    tally.clear();
  }
}
