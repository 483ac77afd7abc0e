package dev.balsa.client;

import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthenticateRequest;
import io.grpc.Metadata;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The token that stands for name and password. It is fetched when it is first needed and again when
 * a server no longer knows it; requests that need it meanwhile wait for the one that fetches it.
 */
final class Tokens {

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SWITCHED_OFF = "etcdserver: authentication is not enabled";

  private final Calls calls;
  private final Optional<String> user;
  private final String password;
  private volatile String token;
  private Reply<String> fetching;

  Tokens(Calls calls, Optional<String> user, String password) {
    this.calls = calls;
    this.user = user;
    this.password = password;
  }

  /** Whether there is anything to log in with. */
  boolean canLogIn() {
    return user.isPresent();
  }

  /** What requests carry now; null if logging in comes first. */
  String current() {
    return user.isPresent() ? token : "";
  }

  static void stamp(Metadata headers, String token) {
    if (!token.isEmpty()) {
      headers.put(TOKEN, token);
    }
  }

  /** A server does not know this token any longer. */
  synchronized void refused(String used) {
    if (used.equals(token)) {
      token = null;
    }
  }

  /** Logs in, or waits for who is doing so; the token is empty where servers want none. */
  void logIn(BiConsumer<String, Throwable> then) {
    Reply<String> reply;
    boolean first = false;
    synchronized (this) {
      if (token != null) {
        reply = Reply.of(token);
      } else {
        first = fetching == null;
        if (first) {
          fetching = new Reply<>();
        }
        reply = fetching;
      }
    }
    if (first) {
      fetch(reply);
    }
    var ignored = reply.whenComplete(then);
  }

  /** May be over when this returns, so that who waits must be known before. */
  private void fetch(Reply<String> fetched) {
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder().setName(user.orElseThrow()).setPassword(password).build();
    var ignored =
        calls
            .anonymous(AuthGrpc.getAuthenticateMethod(), request)
            .whenComplete(
                (response, failure) -> {
                  boolean off =
                      failure instanceof InvalidRequestException
                          && SWITCHED_OFF.equals(failure.getMessage());
                  synchronized (this) {
                    fetching = null;
                    token = off ? "" : failure == null ? response.getToken() : null;
                  }
                  if (failure == null || off) {
                    fetched.complete(off ? "" : response.getToken());
                  } else {
                    fetched.completeExceptionally(failure);
                  }
                });
  }
}
