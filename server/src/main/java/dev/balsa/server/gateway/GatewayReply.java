package dev.balsa.server.gateway;

import java.util.concurrent.Executor;

/**
 * Where the answer to one gateway request goes. All methods but {@link #isReady} are called by
 * tasks of {@link #executor}.
 */
public interface GatewayReply {

  /** Runs tasks one after another, in order; the connection's own thread. */
  Executor executor();

  /** Whether a part would leave without being queued. Any thread. */
  boolean isReady();

  /** The whole answer. */
  void answer(int httpStatus, String json);

  /**
   * A line of an answer that has many.
   *
   * @param httpStatus the status of the answer; only the first line's counts
   */
  void line(int httpStatus, String json);

  /** The end of an answer of many lines. */
  void end();
}
