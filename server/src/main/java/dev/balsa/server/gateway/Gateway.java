package dev.balsa.server.gateway;

import dev.balsa.server.api.ApiServices;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Serves JSON requests with the handlers that gRPC calls. Thread-safe. */
public final class Gateway {

  /** Messages that the body of one request may hold. */
  static final int MAX_MESSAGES = 1_024;

  private static final String PREFIX = "/v3/";
  private static final String OLD_PREFIX = "/v3beta/";
  private static final String METADATA_PREFIX = "grpc-metadata-";

  /** What gRPC takes; other headers are the client's own affair. */
  private static final Pattern METADATA_NAME = Pattern.compile("[0-9a-z_.-]+");

  private final Routes routes;

  public Gateway(ApiServices api) {
    this.routes = new Routes(api.services(), api.unknownMethods());
  }

  /** Whether a path is the gateway's, known or not. */
  public static boolean owns(String path) {
    return path.startsWith(PREFIX) || path.startsWith(OLD_PREFIX);
  }

  /**
   * Starts serving a request.
   *
   * @param headers the request's headers, names in lower case; those that begin with {@code
   *     grpc-metadata-} are metadata of the call, and so is {@code authorization}
   * @param body JSON, one message or several
   * @return the call, already under way; null if it has been answered with an error
   */
  public GatewayCall open(
      String httpMethod,
      String path,
      Map<String, String> headers,
      String body,
      GatewayReply reply) {
    Route route = routes.find(canonical(path));
    if (route == null) {
      return refuse(Status.NOT_FOUND.withDescription("Not Found"), reply);
    }
    if (!httpMethod.equals("POST")) {
      return refuse(Status.UNIMPLEMENTED.withDescription("Method Not Allowed"), reply);
    }
    List<byte[]> messages;
    try {
      int most = route.takesMany() ? MAX_MESSAGES : 1;
      messages = JsonMessages.parse(body, route.request(), most);
    } catch (IllegalArgumentException e) {
      return refuse(Status.INVALID_ARGUMENT.withDescription(e.getMessage()), reply);
    }
    if (messages.isEmpty() && !route.takesMany()) {
      messages = List.of(new byte[0]);
    }
    LocalCall<?, ?> call = new LocalCall<>(route.method(), route, messages, reply);
    call.start(metadata(headers));
    return call;
  }

  /**
   * Starts serving a conversation: messages come one by one ({@link GatewayCall#message}), as over
   * WebSocket.
   *
   * @return the call, already under way; null if there is no such path
   */
  public GatewayCall converse(String path, Map<String, String> headers, GatewayReply reply) {
    Route route = routes.find(canonical(path));
    if (route == null) {
      return refuse(Status.NOT_FOUND.withDescription("Not Found"), reply);
    }
    LocalCall<?, ?> call = new LocalCall<>(route.method(), route, List.of(), reply).withOpenInput();
    call.start(metadata(headers));
    return call;
  }

  private static String canonical(String path) {
    return path.startsWith(OLD_PREFIX) ? PREFIX + path.substring(OLD_PREFIX.length()) : path;
  }

  private static GatewayCall refuse(Status status, GatewayReply reply) {
    reply.answer(JsonMessages.httpStatus(status.getCode()), JsonMessages.error(status));
    return null;
  }

  private static Metadata metadata(Map<String, String> headers) {
    Metadata metadata = new Metadata();
    headers.forEach(
        (name, value) -> {
          String key =
              name.startsWith(METADATA_PREFIX) ? name.substring(METADATA_PREFIX.length()) : name;
          boolean passed = name.startsWith(METADATA_PREFIX) || name.equals("authorization");
          if (passed
              && METADATA_NAME.matcher(key).matches()
              && !key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            metadata.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
          }
        });
    return metadata;
  }
}
