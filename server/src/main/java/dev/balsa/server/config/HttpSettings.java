package dev.balsa.server.config;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The HTTP side of the client port. */
public final class HttpSettings {

  private HttpSettings() {}

  public static final Setting<Boolean> ENABLE_GRPC_GATEWAY =
      Setting.of(
          "enable-grpc-gateway",
          ValueTypes.bool(),
          "true",
          "Serve the API as JSON over HTTP/1.1 too, under /v3/.");

  public static final Setting<List<URI>> LISTEN_CLIENT_HTTP_URLS =
      Setting.of(
          "listen-client-http-urls",
          ValueTypes.urls(),
          "",
          "Where HTTP is served; the client port speaks gRPC alone then.");

  /** Read it through {@link #words}. */
  public static final Setting<String> CORS =
      Setting.of(
          "cors",
          ValueTypes.text("ORIGIN,..."),
          "*",
          "Origins whose web pages may call the HTTP side; * for all.");

  /** Read it through {@link #words}. */
  public static final Setting<String> HOST_WHITELIST =
      Setting.of(
          "host-whitelist",
          ValueTypes.text("HOST,..."),
          "*",
          "Host names that plain HTTP requests may be addressed to; * for all.");

  static SettingGroup group() {
    return new SettingGroup(
        "HTTP", List.of(ENABLE_GRPC_GATEWAY, LISTEN_CLIENT_HTTP_URLS, CORS, HOST_WHITELIST));
  }

  /** The words of a list with commas. */
  public static Set<String> words(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
