package dev.balsa.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to talk to servers at {@code https} endpoints. A value: each method returns another one.
 *
 * <pre>{@code
 * Tls.trusting(Path.of("ca.pem")).identity(Path.of("client.pem"), Path.of("client.key"))
 * }</pre>
 */
public final class Tls {

  private final Optional<Path> trusted;
  private final Optional<Path> certificate;
  private final Optional<Path> key;

  private Tls(Optional<Path> trusted, Optional<Path> certificate, Optional<Path> key) {
    this.trusted = trusted;
    this.certificate = certificate;
    this.key = key;
  }

  /** Servers whose certificates the Java runtime trusts. */
  public static Tls system() {
    return new Tls(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Servers whose certificates come from one of these authorities (PEM). */
  public static Tls trusting(Path authorities) {
    return new Tls(Optional.of(authorities), Optional.empty(), Optional.empty());
  }

  /** Shows this certificate to servers (PEM; the key as PKCS #8). */
  public Tls identity(Path certificateChain, Path privateKey) {
    return new Tls(trusted, Optional.of(certificateChain), Optional.of(privateKey));
  }

  ChannelCredentials credentials() {
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      if (trusted.isPresent()) {
        builder.trustManager(trusted.get().toFile());
      }
      if (certificate.isPresent()) {
        builder.keyManager(certificate.get().toFile(), key.orElseThrow().toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return builder.build();
  }
}
