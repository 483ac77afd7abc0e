package dev.balsa.server.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
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
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates for tests and writes them down as people do. */
@SuppressWarnings("JavaUtilDate") // the library takes nothing else
public final class TestAuthority {

  private static final String P521 = "secp521r1";

  /** How the key is written. */
  public enum Form {
    PKCS8,
    /** PKCS #1 for RSA, SEC 1 for EC. */
    OLD
  }

  /**
   * What a certificate says.
   *
   * @param names addresses and names of hosts
   * @param days for which it is valid; less than 0 if it has run out
   */
  public record Wish(String commonName, List<String> names, String algorithm, int days, Form form) {

    public static Wish of(String commonName, String... names) {
      return new Wish(commonName, List.of(names), "EC", 30, Form.PKCS8);
    }

    public Wish rsa() {
      return new Wish(commonName, names, "RSA", days, form);
    }

    /** With a key on the curve P-521. */
    public Wish p521() {
      return new Wish(commonName, names, P521, days, form);
    }

    public Wish expired() {
      return new Wish(commonName, names, algorithm, -1, form);
    }

    public Wish inOldForm() {
      return new Wish(commonName, names, algorithm, days, Form.OLD);
    }
  }

  private final Path directory;
  private final X500Name name;
  private final KeyPair keys;
  private long lastSerial = 100;

  private TestAuthority(Path directory, String name) throws Exception {
    this.directory = directory;
    this.name = new X500Name("CN=" + name);
    this.keys = keys("EC");
    byte[] made =
        builder(this.name, keys, 30)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .build(signer())
            .getEncoded();
    write(certificate(), "CERTIFICATE", made);
  }

  /** A new one, whose certificate is in the directory. */
  public static TestAuthority in(Path directory, String name) {
    try {
      Files.createDirectories(directory);
      return new TestAuthority(directory, name);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its own certificate. */
  public Path certificate() {
    return directory.resolve("ca.pem");
  }

  /** Signs a certificate and writes it and its key, over what was there. */
  public TlsPlan.KeyFiles issue(String file, Wish wish) {
    try {
      KeyPair pair = keys(wish.algorithm());
      byte[] made =
          builder(new X500Name("O=balsa,CN=" + wish.commonName()), pair, wish.days())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(
                      new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                      }))
              .addExtension(Extension.subjectAlternativeName, false, names(wish.names()))
              .build(signer())
              .getEncoded();
      TlsPlan.KeyFiles files =
          new TlsPlan.KeyFiles(directory.resolve(file + ".pem"), directory.resolve(file + ".key"));
      writeKey(files.key(), pair, wish);
      write(files.certificate(), "CERTIFICATE", made);
      return files;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The serial number of the certificate that was signed last. */
  public long lastSerial() {
    return lastSerial;
  }

  /** Writes the list of those that are good no more. */
  public Path revoke(long... serials) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(name, new Date());
      for (long serial : serials) {
        builder.addCRLEntry(BigInteger.valueOf(serial), new Date(), 0);
      }
      Path file = directory.resolve("revoked.crl");
      write(file, "X509 CRL", builder.build(signer()).getEncoded());
      return file;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(algorithm.equals(P521) ? "EC" : algorithm);
    if (!algorithm.equals("RSA")) {
      generator.initialize(new ECGenParameterSpec(algorithm.equals(P521) ? P521 : "secp256r1"));
    } else {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private ContentSigner signer() throws OperatorCreationException {
    return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair pair, int days) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(++lastSerial),
        Date.from(now.minus(Duration.ofDays(10))),
        Date.from(now.plus(Duration.ofDays(days))),
        subject,
        pair.getPublic());
  }

  private static GeneralNames names(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .map(
                host ->
                    new GeneralName(
                        HostNames.isLiteral(host) ? GeneralName.iPAddress : GeneralName.dNSName,
                        host))
            .toArray(GeneralName[]::new));
  }

  private static void writeKey(Path path, KeyPair pair, Wish wish) throws IOException {
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    if (wish.form() == Form.PKCS8) {
      write(path, "PRIVATE KEY", pkcs8);
    } else {
      byte[] old =
          PrivateKeyInfo.getInstance(pkcs8).parsePrivateKey().toASN1Primitive().getEncoded();
      write(
          path,
          wish.algorithm() + " PRIVATE KEY",
          wish.algorithm().equals("EC") ? sec1(pkcs8) : old);
    }
  }

  /** As openssl writes it: the JDK leaves the curve out. */
  private static byte[] sec1(byte[] pkcs8) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
    org.bouncycastle.asn1.sec.ECPrivateKey key =
        org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
    return new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, key.getKey(), info.getPrivateKeyAlgorithm().getParameters())
        .getEncoded();
  }

  private static void write(Path path, String label, byte[] content) {
    String text =
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(content)
            + "\n-----END "
            + label
            + "-----\n";
    try {
      // Beside and over: as tools do, and so that nobody reads half of it.
      Path fresh = Files.createTempFile(path.getParent(), "fresh", ".tmp");
      Files.writeString(fresh, text);
      Files.move(fresh, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
