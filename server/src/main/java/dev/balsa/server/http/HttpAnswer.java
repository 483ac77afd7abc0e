package dev.balsa.server.http;

import java.nio.charset.StandardCharsets;

/**
 * A response: status, type and content. The array is never modified after construction.
 *
 * @param allow the methods that the page knows if it was asked with another one, else null
 */
record HttpAnswer(int status, String contentType, byte[] content, String allow) {

  static final String PLAIN_TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";

  private static final int OK = 200;

  static HttpAnswer ok(String contentType, String content) {
    return new HttpAnswer(OK, contentType, content.getBytes(StandardCharsets.UTF_8), null);
  }

  /** An error in Go's form: plain text with a line end. */
  static HttpAnswer error(int status, String text) {
    byte[] content = (text + "\n").getBytes(StandardCharsets.UTF_8);
    return new HttpAnswer(status, PLAIN_TEXT, content, null);
  }

  static HttpAnswer notFound() {
    return error(404, "404 page not found");
  }

  static HttpAnswer methodNotAllowed(String allow) {
    HttpAnswer error = error(405, "Method Not Allowed");
    return new HttpAnswer(error.status(), error.contentType(), error.content(), allow);
  }

  boolean isError() {
    return status != OK;
  }
}
