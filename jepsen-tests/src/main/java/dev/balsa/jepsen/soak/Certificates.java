package dev.balsa.jepsen.soak;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of our own, good for a day, and what it signs. */
@SuppressWarnings("JavaUtilDate") // the library takes nothing else
final class Certificates {

  private static final Duration VALID = Duration.ofDays(1);

  private final Path directory;
  private final X500Name name = new X500Name("CN=soak");
  private final KeyPair keys;
  private long serial;

  /** A certificate and its key, as PEM files. */
  record Pair(Path certificate, Path key) {}

  Certificates(Path directory) throws IOException {
    this.directory = directory;
    this.keys = keys();
    write(authority(), "CERTIFICATE", sign(name, keys, true));
  }

  /** The authority's own certificate. */
  Path authority() {
    return directory.resolve("ca.pem");
  }

  /**
   * A certificate for 127.0.0.1.
   *
   * @param commonName of the subject; empty for none
   */
  Pair issue(String file, String commonName) throws IOException {
    KeyPair pair = keys();
    X500Name subject = new X500Name(commonName.isEmpty() ? "O=soak" : "O=soak,CN=" + commonName);
    Pair made = new Pair(directory.resolve(file + ".pem"), directory.resolve(file + ".key"));
    write(made.certificate(), "CERTIFICATE", sign(subject, pair, false));
    write(made.key(), "PRIVATE KEY", pair.getPrivate().getEncoded());
    return made;
  }

  private static KeyPair keys() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private byte[] sign(X500Name subject, KeyPair pair, boolean authority) throws IOException {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(++serial),
            Date.from(now.minus(VALID)),
            Date.from(now.plus(VALID)),
            subject,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    try {
      return builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException e) {
      throw new IOException(e);
    }
  }

  private static void write(Path path, String label, byte[] content) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    Files.writeString(
        path, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }
}
