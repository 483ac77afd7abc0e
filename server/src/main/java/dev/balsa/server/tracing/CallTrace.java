package dev.balsa.server.tracing;

import io.grpc.Status;

/** The record of one call; any thread, one after the other. */
public interface CallTrace {

  /**
   * The call has come so far.
   *
   * @param stage a word for it, such as {@code committed}
   * @param sinceBeginNanos how long after the call began
   */
  void reached(String stage, long sinceBeginNanos);

  /**
   * The call has ended; what is said later is lost.
   *
   * @param sinceBeginNanos how long it took
   */
  void ended(Status.Code code, long sinceBeginNanos);
}
