package dev.balsa.server.tls;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS for connections that this member opens. One context for good: what its files say is asked for
 * with each handshake. Thread-safe.
 */
public final class TlsClient {

  private final SslContext context;

  private TlsClient(SslContext context) {
    this.context = context;
  }

  /** For calling those whose certificates the runtime trusts, as nobody in particular. */
  public static TlsClient plain() throws IOException {
    return new TlsClient(
        GrpcSslContexts.configure(SslContextBuilder.forClient(), TlsServer.provider(List.of()))
            .build());
  }

  /**
   * For calls of one occasion: files are read once.
   *
   * @param authorities PEM; null for those that the runtime trusts
   * @param keys null for nobody in particular
   * @param believesAnybody whether certificates are not looked at
   * @throws IOException if a file cannot be used; one line for the operator
   */
  public static TlsClient forCalls(Path authorities, TlsPlan.KeyFiles keys, boolean believesAnybody)
      throws IOException {
    KeyPairFiles own = keys == null ? null : KeyPairFiles.read(keys);
    SslContextBuilder builder =
        GrpcSslContexts.configure(
            SslContextBuilder.forClient(),
            TlsServer.provider(concerned(own == null ? List.of() : own.chain(), authorities)));
    X509ExtendedTrustManager trust = believesAnybody ? null : Authorities.read(authorities);
    builder.trustManager(new OutgoingTrust(() -> trust));
    if (own != null) {
      builder.keyManager(new OutgoingKeys(() -> own));
    }
    return new TlsClient(builder.build());
  }

  /**
   * Reads the files for the first time.
   *
   * @throws IOException if they cannot be read or do not fit together; one line for the operator
   */
  public static TlsClient open(TlsPlan plan) throws IOException {
    String what = "calls to " + plan.endpoint() + "s";
    TlsPlan.KeyFiles files = plan.outgoing();
    Reloading<KeyPairFiles> keys =
        Reloading.of(
            what, Arrays.asList(files.certificate(), files.key()), () -> KeyPairFiles.read(files));
    Reloading<X509ExtendedTrustManager> trust =
        Reloading.of(
            what,
            Collections.singletonList(plan.authorities()),
            () -> plan.selfSigned() ? null : Authorities.read(plan.authorities()));
    return new TlsClient(
        GrpcSslContexts.configure(
                SslContextBuilder.forClient(),
                TlsServer.provider(concerned(keys.current().chain(), plan.authorities())))
            .protocols(plan.protocols())
            .ciphers(TlsServer.ciphers(plan), SupportedCipherSuiteFilter.INSTANCE)
            .keyManager(new OutgoingKeys(keys::current))
            .trustManager(new OutgoingTrust(trust::current))
            .build());
  }

  private static List<X509Certificate> concerned(List<X509Certificate> own, Path authorities)
      throws IOException {
    List<X509Certificate> concerned = new ArrayList<>(own);
    if (authorities != null) {
      concerned.addAll(new PemFile(authorities).certificates());
    }
    return concerned;
  }

  /** For gRPC's channels. */
  public SslContext context() {
    return context;
  }
}
