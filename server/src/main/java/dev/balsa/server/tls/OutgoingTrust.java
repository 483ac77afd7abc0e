package dev.balsa.server.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom this member calls must be whom the authorities, as their file says then, vouch for. */
final class OutgoingTrust extends X509ExtendedTrustManager {

  /** Gives null where anybody will do. */
  private final Supplier<X509ExtendedTrustManager> current;

  OutgoingTrust(Supplier<X509ExtendedTrustManager> current) {
    this.current = current;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    X509ExtendedTrustManager trust = current.get();
    if (trust != null) {
      trust.checkServerTrusted(chain, authType, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw withoutEngine();
  }

  /** Without it the name of the host would go unchecked. */
  private static CertificateException withoutEngine() {
    return new CertificateException("this checks servers, and knows which one was called");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    X509ExtendedTrustManager trust = current.get();
    return trust == null ? new X509Certificate[0] : trust.getAcceptedIssuers();
  }
}
