package dev.balsa.server.tls;

import dev.balsa.server.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A certificate that a member makes for itself ({@code --auto-tls}, {@code --peer-auto-tls}): it
 * keeps listeners out, and nobody's word stands behind it. Made once and kept.
 */
public final class SelfSigned {

  private static final Log LOG = Log.of(SelfSigned.class);

  private SelfSigned() {}

  /**
   * The files in a directory; made if they are not there.
   *
   * @param hosts names and addresses that the certificate is for
   * @param years for which it is valid
   * @param now when it begins to be valid
   * @throws IOException if they cannot be made; one line for the operator
   */
  public static TlsPlan.KeyFiles in(Path directory, List<String> hosts, long years, Instant now)
      throws IOException {
    if (years == 0) {
      throw new IOException("selfSignedCertValidity is invalid,it should be greater than 0");
    }
    Path certificate = directory.resolve("cert.pem").toAbsolutePath();
    Path key = directory.resolve("key.pem").toAbsolutePath();
    if (!Files.exists(certificate) || !Files.exists(key)) {
      try {
        CertificateMaker.make(certificate, key, hosts, years, now);
      } catch (NoClassDefFoundError e) {
        throw new IOException(
            "certificates are made with BouncyCastle (org.bouncycastle:bcpkix-jdk18on), which is"
                + " not on the class path",
            e);
      }
      LOG.warn("automatically generate certificates", "cert-file", certificate);
    }
    return new TlsPlan.KeyFiles(certificate, key);
  }
}
