package dev.balsa.server.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whether a caller's certificate is one for the place that it calls from. Asks the name service, so
 * it may take long.
 */
final class CallerOrigin {

  private CallerOrigin() {}

  /**
   * etcd's rule: a certificate without names is good anywhere; one with addresses is good at these;
   * one with names where they lead to, or where the address' own name is among them.
   *
   * @return what is wrong; null for nothing
   */
  static String complaint(X509Certificate certificate, InetAddress from) {
    try {
      List<String> addresses = HostNames.addresses(certificate);
      List<String> names = HostNames.dnsNames(certificate);
      String host = from.getHostAddress();
      if (addresses.isEmpty() && names.isEmpty()) {
        return null;
      }
      if (!addresses.isEmpty() && HostNames.matches(certificate, host)) {
        return null;
      }
      if (names.isEmpty()) {
        return "x509: certificate is valid for " + String.join(", ", addresses) + ", not " + host;
      }
      return leadTo(names, from)
          ? null
          : "tls: \"" + host + "\" does not match any of DNSNames " + quoted(names);
    } catch (CertificateParsingException e) {
      return "the names in the certificate cannot be read: " + e.getMessage();
    }
  }

  private static boolean leadTo(List<String> names, InetAddress from) {
    String own = from.getCanonicalHostName();
    for (String name : names) {
      boolean wild = name.startsWith("*.");
      if (wild ? own.endsWith(name.substring(1)) : own.equals(name) || resolves(name, from)) {
        return true;
      }
    }
    return false;
  }

  private static boolean resolves(String name, InetAddress from) {
    try {
      return List.of(InetAddress.getAllByName(name)).contains(from);
    } catch (UnknownHostException e) {
      return false; // a name that leads nowhere does not lead here
    }
  }

  private static String quoted(List<String> names) {
    return "[\"" + String.join("\" \"", names) + "\"]";
  }
}
