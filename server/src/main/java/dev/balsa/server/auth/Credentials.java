package dev.balsa.server.auth;

import io.grpc.Attributes;
import io.grpc.Metadata;

/**
 * What a call shows to say who makes it. Who that is, the {@link Authority} says, anew each time it
 * is asked.
 */
public final class Credentials {

  /** Nothing is shown. */
  public static final Credentials NONE = new Credentials(null, null);

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BEARER = "Bearer ";

  private final String token;
  private final String commonName;

  private Credentials(String token, String commonName) {
    this.token = token;
    this.commonName = commonName;
  }

  /** A token alone. */
  public static Credentials ofToken(String token) {
    return new Credentials(token, null);
  }

  /** What a call's metadata and its connection show. */
  public static Credentials of(Metadata headers, Attributes connection) {
    String token = headers.get(TOKEN);
    if (token == null) {
      token = headers.get(AUTHORIZATION);
      if (token != null && token.startsWith(BEARER)) {
        token = token.substring(BEARER.length());
      }
    }
    String commonName = connection.get(PeerCertificate.COMMON_NAME);
    return token == null && commonName == null ? NONE : new Credentials(token, commonName);
  }

  /** The token; null if none is shown. */
  String token() {
    return token;
  }

  /** The name in the certificate; null if none is shown. */
  String commonName() {
    return commonName;
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "Credentials[token " + (token == null ? "none" : "given") + ", " + commonName + "]";
  }
}
