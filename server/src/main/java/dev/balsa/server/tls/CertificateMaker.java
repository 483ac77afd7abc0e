package dev.balsa.server.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates. The only class that knows BouncyCastle, which need not be there as long as
 * nobody asks for one.
 */
final class CertificateMaker {

  /** Go takes a curve of 521 bits, which a client on BoringSSL, as our own members are, refuses. */
  private static final String CURVE = "secp256r1";

  private static final int SERIAL_BITS = 127;
  private static final Duration YEAR = Duration.ofDays(365);

  private CertificateMaker() {}

  static void make(Path certificate, Path key, List<String> hosts, long years, Instant now)
      throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair pair = generator.generateKeyPair();
      byte[] made =
          builder(pair, hosts, years, now)
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      Files.createDirectories(certificate.getParent());
      write(key, "PRIVATE KEY", pair.getPrivate().getEncoded());
      write(certificate, "CERTIFICATE", made);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("cannot make a certificate: " + e.getMessage(), e);
    }
  }

  private static X509v3CertificateBuilder builder(
      KeyPair pair, List<String> hosts, long years, Instant now)
      throws CertIOException, NoSuchAlgorithmException {
    X500Name self = new X500Name("O=etcd");
    return new JcaX509v3CertificateBuilder(
            self,
            serial(pair.getPublic()),
            Date.from(now),
            Date.from(now.plus(YEAR.multipliedBy(years))),
            self,
            pair.getPublic())
        .addExtension(
            Extension.keyUsage,
            true,
            new KeyUsage(KeyUsage.keyEncipherment | KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.subjectAlternativeName, false, names(hosts));
  }

  /** As unpredictable as the key. */
  private static BigInteger serial(PublicKey key) throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    return new BigInteger(1, digest).shiftRight(8 * digest.length - SERIAL_BITS);
  }

  private static GeneralNames names(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .distinct()
            .map(
                host ->
                    new GeneralName(
                        HostNames.isLiteral(host) ? GeneralName.iPAddress : GeneralName.dNSName,
                        host))
            .toArray(GeneralName[]::new));
  }

  /** Readable for the owner alone. */
  private static void write(Path path, String label, byte[] content) throws IOException {
    String text =
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
            + "\n-----END "
            + label
            + "-----\n";
    Files.deleteIfExists(path);
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(path);
    }
    Files.write(path, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
  }
}
