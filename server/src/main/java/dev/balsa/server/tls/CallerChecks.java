package dev.balsa.server.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Checks the certificates of those who call. Immutable; made anew when files change. */
final class CallerChecks extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager authorities;
  private final List<String> commonNames;
  private final List<String> hostNames;
  private final Set<BigInteger> revoked;

  private CallerChecks(
      X509ExtendedTrustManager authorities, TlsPlan plan, Set<BigInteger> revoked) {
    this.authorities = authorities;
    this.commonNames = plan.commonNames();
    this.hostNames = plan.hostNames();
    this.revoked = revoked;
  }

  static CallerChecks read(TlsPlan plan) throws IOException {
    return new CallerChecks(
        Authorities.read(plan.authorities()),
        plan,
        plan.revocations() == null ? Set.of() : new PemFile(plan.revocations()).revoked());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.checkClientTrusted(chain, authType);
    if (!isAllowed(chain[0])) {
      throw new CertificateException("client certificate authentication failed");
    }
    for (X509Certificate certificate : chain) {
      if (revoked.contains(certificate.getSerialNumber())) {
        throw new CertificateException(
            "transport: certificate serial "
                + certificate.getSerialNumber().toString(16)
                + " revoked");
      }
    }
  }

  private boolean isAllowed(X509Certificate certificate) throws CertificateException {
    if (!commonNames.isEmpty()) {
      return commonNames.contains(Subjects.commonName(certificate));
    }
    for (String host : hostNames) {
      if (HostNames.matches(certificate, host)) {
        return true;
      }
    }
    return hostNames.isEmpty();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this checks callers, not servers");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
