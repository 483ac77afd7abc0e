package dev.balsa.server.http;

import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;

/**
 * A request as it came.
 *
 * @param keepAlive whether the connection stays open after the answer
 * @param origin what the answer says about who may read it; null for nobody but the asker's own
 */
record HttpRequestIn(
    HttpQuery query, HttpHeaders headers, String body, boolean keepAlive, String origin) {

  /** The same for an answer that nobody else may read: a refusal before anything was looked at. */
  HttpRequestIn ungranted() {
    return new HttpRequestIn(query, headers, body, keepAlive, null);
  }

  /** Tells a browser that the page which asked may read the answer. */
  void grantOrigin(HttpHeaders answer) {
    if (origin != null) {
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS, PUT, DELETE");
      answer.set(
          HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type, authorization");
    }
  }
}
