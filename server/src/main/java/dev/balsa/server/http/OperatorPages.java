package dev.balsa.server.http;

import dev.balsa.server.auth.AuthSnapshot;
import dev.balsa.server.auth.Credentials;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.LogLevel;
import dev.balsa.server.node.Replica;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The pages for who runs the server: how much it logs, and what the JVM is doing.
 *
 * <p>Where permissions count they are root's, who shows a token as for the gateway: {@code
 * Authorization: TOKEN}. Where they do not, whoever gets to the client port may use them, as they
 * may remove every key. They are never on the ports that are for monitoring alone.
 */
final class OperatorPages {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Answers a request, now or later, once. */
  @FunctionalInterface
  interface Page {
    void serve(HttpRequestIn request, Consumer<HttpAnswer> reply);
  }

  private final Replica replica;
  private final Map<String, Page> pages = new TreeMap<>();

  /** Null if the JVM may not be looked into. */
  private final Profiles profiles;

  /**
   * @param logLevel empty where the log is not this process's own
   * @param profiles whether the JVM may be looked into
   */
  OperatorPages(Replica replica, Optional<LogLevel> logLevel, boolean profiles) {
    this.replica = replica;
    logLevel.ifPresent(level -> pages.put("/config/local/log", new LogLevelPage(level)));
    this.profiles = profiles ? new Profiles(replica) : null;
    if (profiles) {
      pages.putAll(this.profiles.pages());
    }
  }

  /** Ends what goes on without a request of its own. Idempotent. */
  void stop() {
    if (profiles != null) {
      profiles.stop();
    }
  }

  boolean owns(String path) {
    return pages.containsKey(path);
  }

  void serve(HttpRequestIn request, Consumer<HttpAnswer> reply) {
    EtcdError refused = refusal(request);
    if (refused != null) {
      int status = refused == EtcdError.PERMISSION_DENIED ? 403 : 401;
      reply.accept(HttpAnswer.error(status, refused.text()));
    } else {
      pages.get(request.query().path()).serve(request, reply);
    }
  }

  private EtcdError refusal(HttpRequestIn request) {
    if (!replica.authority().isEnabled()) {
      return null;
    }
    Metadata headers = new Metadata();
    String token = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    if (token != null) {
      headers.put(AUTHORIZATION, token);
    }
    Credentials shown = Credentials.of(headers, io.grpc.Attributes.EMPTY);
    return replica.authority().refusal(shown, AuthSnapshot::mayAdminister);
  }
}
