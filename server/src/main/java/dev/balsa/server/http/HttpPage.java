package dev.balsa.server.http;

import java.util.function.Consumer;

/** Answers GET requests for one path. */
@FunctionalInterface
interface HttpPage {

  /**
   * Starts making the answer and returns without waiting.
   *
   * @param reply to be called once, on any thread
   */
  void get(HttpQuery query, Consumer<HttpAnswer> reply);
}
