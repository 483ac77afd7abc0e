package dev.balsa.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How to talk to servers at {@code https} endpoints: with PEM files, with key stores, or with a
 * ready {@link SSLContext}. A value: each method returns another one.
 *
 * <pre>{@code
 * Tls.trusting(Path.of("ca.pem")).identity(Path.of("client.pem"), Path.of("client.key"))
 * Tls.trusting(trustStore).identity(keyStore, password)
 * Tls.of(sslContext)
 * }</pre>
 *
 * <p>That a server's certificate carries the endpoint's name (or {@link
 * BalsaClient.Builder#authority}) is checked in each case. Files are read when a client is built,
 * and before each new attempt after one that failed.
 */
public final class Tls {

  /** Puts one part of the settings in. */
  @FunctionalInterface
  private interface Part {
    void addTo(TlsChannelCredentials.Builder builder) throws IOException, GeneralSecurityException;
  }

  private static final Part NOTHING = builder -> {};

  private final Part trust;
  private final Part identity;
  private final Optional<SSLContext> context;

  private Tls(Part trust, Part identity, Optional<SSLContext> context) {
    this.trust = trust;
    this.identity = identity;
    this.context = context;
  }

  /** Servers whose certificates the Java runtime trusts. */
  public static Tls system() {
    return new Tls(NOTHING, NOTHING, Optional.empty());
  }

  /** Servers whose certificates come from one of these authorities (PEM). */
  public static Tls trusting(Path authorities) {
    Part trust = builder -> builder.trustManager(authorities.toFile());
    return new Tls(trust, NOTHING, Optional.empty());
  }

  /** Servers whose certificates come from one of these authorities. */
  public static Tls trusting(KeyStore authorities) {
    Part trust =
        builder -> {
          TrustManagerFactory factory =
              TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
          factory.init(authorities);
          builder.trustManager(factory.getTrustManagers());
        };
    return new Tls(trust, NOTHING, Optional.empty());
  }

  /** Whom to trust and what to show as this context says. */
  public static Tls of(SSLContext context) {
    return new Tls(NOTHING, NOTHING, Optional.of(context));
  }

  /** Shows this certificate to servers (PEM; the key as PKCS #8). */
  public Tls identity(Path certificateChain, Path privateKey) {
    return showing(builder -> builder.keyManager(certificateChain.toFile(), privateKey.toFile()));
  }

  /** Shows the certificate of this store to servers. */
  public Tls identity(KeyStore keys, char[] password) {
    char[] copy = password.clone();
    return showing(
        builder -> {
          KeyManagerFactory factory =
              KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
          factory.init(keys, copy);
          builder.keyManager(factory.getKeyManagers());
        });
  }

  private Tls showing(Part shown) {
    if (context.isPresent()) {
      throw new IllegalStateException("an SSLContext says itself which certificate it shows");
    }
    return new Tls(trust, shown, context);
  }

  ChannelCredentials credentials() {
    if (context.isPresent()) {
      return credentialsOf(context.get());
    }
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      trust.addTo(builder);
      identity.addTo(builder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("keys or certificates that cannot be used", e);
    }
    return builder.build();
  }

  private static ChannelCredentials credentialsOf(SSLContext context) {
    ApplicationProtocolConfig http2 =
        new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            "h2");
    return NettySslContextChannelCredentials.create(
        new JdkSslContext(
            context,
            true,
            null,
            IdentityCipherSuiteFilter.INSTANCE,
            http2,
            ClientAuth.NONE,
            null,
            false));
  }
}
