package dev.balsa.server.tls;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSsl;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSslSessionContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** TLS for connections that are accepted. Thread-safe. */
public final class TlsServer {

  /** How long a handshake may take; etcd's number. */
  static final long HANDSHAKE_MILLIS = 10_000;

  private static final int P521_BITS = 521;

  private static final ApplicationProtocolConfig PROTOCOLS =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  private static final ApplicationProtocolConfig HTTP_1_ONLY =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_1_1);

  private final TlsPlan plan;
  private final Reloading<Contexts> contexts;

  private TlsServer(TlsPlan plan, Reloading<Contexts> contexts) {
    this.plan = plan;
    this.contexts = contexts;
  }

  /**
   * Reads the files for the first time.
   *
   * @throws IOException if they cannot be read or do not fit together; one line for the operator
   */
  public static TlsServer open(TlsPlan plan) throws IOException {
    List<Path> files =
        Arrays.asList(
            plan.server().certificate(),
            plan.server().key(),
            plan.authorities(),
            plan.revocations());
    return new TlsServer(
        plan, Reloading.of("the " + plan.endpoint() + " port", files, () -> contexts(plan)));
  }

  /** The same but for what is offered to be spoken inside. */
  private record Contexts(SslContext http2, SslContext http1) {}

  private static Contexts contexts(TlsPlan plan) throws IOException {
    KeyPairFiles self = KeyPairFiles.read(plan.server());
    return new Contexts(context(plan, self, PROTOCOLS), context(plan, self, HTTP_1_ONLY));
  }

  private static SslContext context(
      TlsPlan plan, KeyPairFiles self, ApplicationProtocolConfig protocols) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(self.key(), self.chainArray())
            .sslProvider(provider(concerned(plan, self)))
            .protocols(plan.protocols())
            .ciphers(ciphers(plan), SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(protocols)
            .sessionCacheSize(1)
            .sessionTimeout(1);
    if (plan.asksForCertificates()) {
      builder.clientAuth(ClientAuth.REQUIRE).trustManager(CallerChecks.read(plan));
    }
    SslContext context = builder.build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(false);
    }
    return context;
  }

  /** What is fastest and speaks the signatures of these certificates. */
  static SslProvider provider(List<X509Certificate> concerned) {
    return OpenSsl.isAvailable() && concerned.stream().noneMatch(TlsServer::isOfP521)
        ? SslProvider.OPENSSL
        : SslProvider.JDK;
  }

  /** The curve whose signatures BoringSSL neither makes nor takes. */
  private static boolean isOfP521(X509Certificate certificate) {
    return certificate.getPublicKey() instanceof ECPublicKey key
        && key.getParams().getCurve().getField().getFieldSize() == P521_BITS;
  }

  /** The own certificate, and those of the authorities whose clients may come. */
  private static List<X509Certificate> concerned(TlsPlan plan, KeyPairFiles self)
      throws IOException {
    List<X509Certificate> concerned = new ArrayList<>(self.chain());
    if (plan.asksForCertificates() && plan.authorities() != null) {
      concerned.addAll(new PemFile(plan.authorities()).certificates());
    }
    return concerned;
  }

  /** Those of TLS 1.3 come along always: they cannot be chosen, only the version can. */
  static List<String> ciphers(TlsPlan plan) {
    Set<String> suites = new LinkedHashSet<>(CipherSuites.TLS_1_3);
    suites.addAll(plan.cipherSuites().isEmpty() ? CipherSuites.DEFAULTS : plan.cipherSuites());
    return new ArrayList<>(suites);
  }

  /** What the operator asked for. */
  public TlsPlan plan() {
    return plan;
  }

  /**
   * The handler of one connection, as the files say now.
   *
   * @param tasks where certificates are checked
   * @param http2 whether HTTP/2 is offered, beside HTTP/1.1
   */
  SslHandler newHandler(ByteBufAllocator allocator, Executor tasks, boolean http2) {
    Contexts now = contexts.current();
    SslHandler handler = (http2 ? now.http2() : now.http1()).newHandler(allocator, tasks);
    handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
    return handler;
  }
}
