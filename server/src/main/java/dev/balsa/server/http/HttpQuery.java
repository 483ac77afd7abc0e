package dev.balsa.server.http;

import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/**
 * A request's method, path and parameters.
 *
 * @param path decoded, such as {@code /livez}
 * @param accept what types of answers the client takes; empty if it does not say
 */
record HttpQuery(String method, String path, Map<String, List<String>> parameters, String accept) {

  /** Bounds what a request line can make us allocate. */
  private static final int MAX_PARAMETERS = 64;

  /**
   * Reads a request line.
   *
   * @throws IllegalArgumentException if the target is malformed
   */
  static HttpQuery of(String method, String target, String accept) {
    QueryStringDecoder decoder =
        new QueryStringDecoder(
            target, java.nio.charset.StandardCharsets.UTF_8, true, MAX_PARAMETERS);
    return new HttpQuery(method, decoder.path(), decoder.parameters(), accept);
  }

  boolean has(String parameter) {
    return parameters.containsKey(parameter);
  }

  List<String> all(String parameter) {
    return parameters.getOrDefault(parameter, List.of());
  }
}
