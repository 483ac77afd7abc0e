package dev.balsa.server.api;

import dev.balsa.watch.WatchMessage;
import dev.balsa.watch.WatchSink;
import java.util.ArrayList;
import java.util.List;

/**
 * The way from the hub into one stream. Messages gather here until the hub pauses, so that the
 * watchers of a stream, however many of them a change concerns, cost one passage through gRPC.
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
  private final List<WatchAnswer> gathered = new ArrayList<>();
  private long gatheredBytes;

  /** That of the last message gathered: most messages in a row have the same one. */
  private Header header;

  WatchOutlet(StreamCall call, ApiContext context, WatchMeter meter) {
    this.call = call;
    this.context = context;
    this.meter = meter;
  }

  /** What gathers here was let in by a transport that was ready, and has taken nothing since. */
  @Override
  public boolean isReady() {
    return gatheredBytes > 0 || call.isReady();
  }

  @Override
  public void send(WatchMessage message) {
    if (gathered.isEmpty() || header.revision() != message.revision()) {
      header = context.headers().at(message.revision());
    }
    WatchAnswer answer = new WatchAnswer(header, message);
    if (gatheredBytes + answer.size() > MAX_GATHERED_BYTES) {
      flush();
    }
    gathered.add(answer);
    gatheredBytes += answer.size();
    if (gatheredBytes >= MAX_GATHERED_BYTES) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (gathered.isEmpty()) {
      return;
    }
    long began = context.nanoTime().getAsLong();
    call.sendAll(gathered);
    meter.sent(gathered, context.nanoTime().getAsLong() - began);
    gathered.clear();
    gatheredBytes = 0;
  }
}
