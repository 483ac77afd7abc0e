package dev.balsa.server.tls;

import dev.balsa.server.pem.PemBlock;
import dev.balsa.server.pem.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A file of certificates, keys or revocations in text form. Errors name the file, never a key. */
final class PemFile {

  private final Path path;

  PemFile(Path path) {
    this.path = path;
  }

  /** All certificates, in their order; at least one. */
  List<X509Certificate> certificates() throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemBlock block : blocks()) {
        if (block.label().equals("CERTIFICATE")) {
          found.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.content())));
        }
      }
    } catch (GeneralSecurityException e) {
      throw unreadable("certificate", e);
    }
    if (found.isEmpty()) {
      throw new IOException("there is no certificate in " + path);
    }
    return List.copyOf(found);
  }

  /** The first key. */
  PrivateKey privateKey() throws IOException {
    for (PemBlock block : blocks()) {
      if (PrivateKeys.isOne(block)) {
        try {
          return PrivateKeys.read(block);
        } catch (GeneralSecurityException e) {
          throw unreadable("key", e);
        }
      }
    }
    throw new IOException("there is no unencrypted private key in " + path);
  }

  /** The serial numbers of a list of revocations, which may be binary as well. */
  Set<BigInteger> revoked() throws IOException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509CRL list = (X509CRL) factory.generateCRL(new ByteArrayInputStream(bytes()));
      Set<BigInteger> serials = new HashSet<>();
      if (list.getRevokedCertificates() != null) {
        for (X509CRLEntry entry : list.getRevokedCertificates()) {
          serials.add(entry.getSerialNumber());
        }
      }
      return Set.copyOf(serials);
    } catch (GeneralSecurityException e) {
      throw unreadable("list of revocations", e);
    }
  }

  private List<PemBlock> blocks() throws IOException {
    try {
      return PemBlock.of(bytes());
    } catch (IllegalArgumentException e) {
      throw unreadable("text", e);
    }
  }

  private byte[] bytes() throws IOException {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new IOException("open " + path + ": no such file or directory", e);
    }
  }

  private IOException unreadable(String what, Exception e) {
    return new IOException("cannot read the " + what + " in " + path + ": " + e.getMessage(), e);
  }
}
