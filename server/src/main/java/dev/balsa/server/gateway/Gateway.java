package dev.balsa.server.gateway;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.errors.EtcdError;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Serves JSON requests with the handlers that gRPC calls. Thread-safe. */
public final class Gateway {

  private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

  /** Messages that the body of one request may hold. */
  static final int MAX_MESSAGES = 1_024;

  /** Larger messages are made into JSON, and JSON into messages, in the background. */
  static final int LARGE_BYTES = 64 << 10;

  private static final String PREFIX = "/v3/";
  private static final String OLD_PREFIX = "/v3beta/";
  private static final String METADATA_PREFIX = "grpc-metadata-";

  /** What gRPC takes; other headers are the client's own affair. */
  private static final Pattern METADATA_NAME = Pattern.compile("[0-9a-z_.-]+");

  private final Routes routes;
  private final Predicate<Runnable> background;

  public Gateway(ApiServices api) {
    this.routes = new Routes(api.services(), api.unknownMethods());
    this.background = api::execute;
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
   * @return the call, already under way; null if it has been refused at once
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
    LocalCall<?, ?> call = new LocalCall<>(route.method(), route, background, reply);
    Metadata metadata = metadata(headers);
    if (body.length() <= LARGE_BYTES) {
      beginning(call, route, body, metadata).run();
      return call;
    }
    Runnable reading = () -> reply.executor().execute(beginning(call, route, body, metadata));
    if (!background.test(reading)) {
      return refuse(EtcdError.REQUEST_TOO_MANY_REQUESTS.status(), reply);
    }
    return call;
  }

  /** Reads a body; what is left to do is for the reply's executor. */
  private static Runnable beginning(
      LocalCall<?, ?> call, Route route, String body, Metadata metadata) {
    List<byte[]> messages;
    try {
      int most = route.takesMany() ? MAX_MESSAGES : 1;
      messages = JsonMessages.parse(body, route.request(), most);
    } catch (IllegalArgumentException e) {
      return () -> call.refuse(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError e) { // the client waits for an answer
      LOG.log(System.Logger.Level.ERROR, "a request's body cannot be read", e);
      return () -> call.refuse(Status.INTERNAL.withDescription("unreadable request: " + e));
    }
    List<byte[]> whole = messages.isEmpty() && !route.takesMany() ? List.of(new byte[0]) : messages;
    return () -> call.start(metadata, whole);
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
    LocalCall<?, ?> call =
        new LocalCall<>(route.method(), route, background, reply).withOpenInput();
    call.start(metadata(headers), List.of());
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
