package dev.balsa.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of certificates, keys or revocations in text form. Errors name the file, never a key. */
final class PemFile {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\R([A-Za-z0-9+/=\\s]*?)-----END \\1-----");

  private final Path path;

  PemFile(Path path) {
    this.path = path;
  }

  private record Block(String label, byte[] content) {}

  /** All certificates, in their order; at least one. */
  List<X509Certificate> certificates() throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks()) {
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
    for (Block block : blocks()) {
      if (block.label().endsWith("PRIVATE KEY")) {
        try {
          return PrivateKeys.read(block.label(), block.content());
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

  private List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(bytes(), StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      try {
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw unreadable(matcher.group(1), e);
      }
    }
    return blocks;
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
