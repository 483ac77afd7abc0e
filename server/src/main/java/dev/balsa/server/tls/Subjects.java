package dev.balsa.server.tls;

import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The subject of a certificate. */
public final class Subjects {

  private Subjects() {}

  /** The common name; empty if there is none, the last if there are several, as in Go. */
  public static String commonName(X509Certificate certificate) {
    String found = "";
    try {
      LdapName name = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn part : name.getRdns()) {
        if (part.toAttributes().get("CN") != null) {
          found = String.valueOf(part.toAttributes().get("CN").get());
        }
      }
    } catch (InvalidNameException e) {
      return ""; // nothing that can be spoken: nobody's name
    } catch (javax.naming.NamingException e) {
      return "";
    }
    return found;
  }
}
