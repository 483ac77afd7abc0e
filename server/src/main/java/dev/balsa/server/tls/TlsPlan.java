package dev.balsa.server.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * What an operator asks for, for one of the two ports.
 *
 * @param endpoint {@code client} or {@code peer}, for logs
 * @param server shown to those who call this member
 * @param outgoing shown to those whom this member calls
 * @param authorities PEM; null for those that the runtime trusts
 * @param clientCertAuth whether callers must show a certificate even if no authorities are named
 * @param revocations a list of revoked certificates, PEM or DER; null for none
 * @param commonNames of which a caller's certificate must have one; empty for any
 * @param hostNames of which a caller's certificate must carry one; empty for any
 * @param checkOrigin whether the names in a caller's certificate must lead to where it calls from
 * @param protocols versions by the names of the JDK, such as {@code TLSv1.3}
 * @param cipherSuites by the names of the JDK, for TLS 1.2; empty for those that are good
 * @param selfSigned whether {@code server} was made by the member itself: then nobody can be asked
 *     for more, and whom it calls is not checked
 */
public record TlsPlan(
    String endpoint,
    KeyFiles server,
    KeyFiles outgoing,
    Path authorities,
    boolean clientCertAuth,
    Path revocations,
    List<String> commonNames,
    List<String> hostNames,
    boolean checkOrigin,
    List<String> protocols,
    List<String> cipherSuites,
    boolean selfSigned) {

  /**
   * A certificate and what proves that it is one's own.
   *
   * @param certificate PEM, with the chain behind it
   * @param key PEM, not encrypted
   */
  public record KeyFiles(Path certificate, Path key) {}

  public TlsPlan {
    commonNames = List.copyOf(commonNames);
    hostNames = List.copyOf(hostNames);
    protocols = List.copyOf(protocols);
    cipherSuites = List.copyOf(cipherSuites);
  }

  /** Whether callers must show a certificate; as in etcd, naming authorities asks for it. */
  public boolean asksForCertificates() {
    return !selfSigned && (clientCertAuth || authorities != null);
  }
}
