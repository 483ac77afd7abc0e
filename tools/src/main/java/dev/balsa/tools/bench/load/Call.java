package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Connection;
import dev.balsa.tools.bench.wire.Status;
import dev.balsa.tools.bench.wire.Stream;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** One place in flight: asks, is answered, asks again. */
public abstract class Call extends Stream {
  /** What counts as an answer of the wrong kind; no gRPC code is negative. */
  static final Status WRONG_ANSWER = new Status(-1, "an answer that is not the expected one");

  private Lane lane;
  private long dueNanos;
  private boolean expected;

  /** Makes a place that has asked nothing yet. */
  protected Call() {}

  final void join(Lane newLane) {
    lane = newLane;
  }

  /** Asks; the latency counts from the moment given. */
  final void fire(long newDueNanos) {
    dueNanos = newDueNanos;
    expected = false;
    ask(lane.connection());
  }

  /** When the request under way was due. */
  protected final long dueNanos() {
    return dueNanos;
  }

  /** Sends the request. */
  protected abstract void ask(Connection connection);

  /** Looks at an answer; false if it is not what the request should bring. */
  protected abstract boolean answered(ByteBuf in, int offset, int length);

  @Override
  protected void onMessage(ByteBuf in, int offset, int length) {
    expected = answered(in, offset, length);
  }

  @Override
  protected void onClose(Status status) {
    finished(status.isOk() && !expected ? WRONG_ANSWER : status);
  }

  /** The request is answered: the lane decides when this place asks again. */
  protected final void finished(Status status) {
    lane.finished(this, dueNanos, status);
  }
}
