package dev.balsa.server.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The names of hosts that a certificate carries (RFC 5280, subjectAltName). */
final class HostNames {

  private static final int DNS = 2;
  private static final int ADDRESS = 7;
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private HostNames() {}

  /** Whether this is an address, not a name. */
  static boolean isLiteral(String host) {
    return LITERAL.matcher(host).matches();
  }

  static List<String> dnsNames(X509Certificate certificate) throws CertificateParsingException {
    return ofType(certificate, DNS);
  }

  static List<String> addresses(X509Certificate certificate) throws CertificateParsingException {
    return ofType(certificate, ADDRESS);
  }

  private static List<String> ofType(X509Certificate certificate, int type)
      throws CertificateParsingException {
    List<String> found = new ArrayList<>();
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> name : names) {
        if (name.get(0).equals(type)) {
          found.add((String) name.get(1));
        }
      }
    }
    return found;
  }

  /** Whether the certificate is one for this host, which is a name or an address. */
  static boolean matches(X509Certificate certificate, String host)
      throws CertificateParsingException {
    if (isLiteral(host)) {
      for (String address : addresses(certificate)) {
        if (sameAddress(address, host)) {
          return true;
        }
      }
      return false;
    }
    for (String name : dnsNames(certificate)) {
      if (matches(name, host)) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameAddress(String one, String other) {
    try {
      // Both are literals: nobody is asked.
      return InetAddress.getByName(one).equals(InetAddress.getByName(other));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** A star stands for the whole first label and for nothing else (RFC 9525). */
  private static boolean matches(String pattern, String host) {
    String want = pattern.toLowerCase(Locale.ROOT);
    String have = host.toLowerCase(Locale.ROOT);
    if (have.endsWith(".")) {
      have = have.substring(0, have.length() - 1);
    }
    if (!want.startsWith("*.")) {
      return want.equals(have);
    }
    int dot = have.indexOf('.');
    return dot > 0 && want.substring(1).equals(have.substring(dot));
  }
}
