package dev.balsa.server.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cipher suites by the names that Go has for them, which are those of the registry but for two. */
public final class CipherSuites {

  /** Those of TLS 1.3, which cannot be chosen. */
  static final List<String> TLS_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /** Go's own choice for TLS 1.2. */
  static final List<String> DEFAULTS =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

  /** What Go knows beyond the defaults; much of it is no longer spoken anywhere. */
  private static final Set<String> OLDER =
      Set.of(
          "TLS_RSA_WITH_RC4_128_SHA",
          "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_CBC_SHA256",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
          "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
          "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");

  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

  private CipherSuites() {}

  /**
   * The names that the JDK has for these.
   *
   * @throws IllegalArgumentException in etcd's words, for a name that Go does not know
   */
  public static List<String> ofGo(List<String> names) {
    List<String> suites = new ArrayList<>();
    for (String name : names) {
      String suite = SHORT_NAMES.getOrDefault(name, name);
      if (!DEFAULTS.contains(suite) && !OLDER.contains(suite) && !TLS_1_3.contains(suite)) {
        throw new IllegalArgumentException("unexpected TLS cipher suite \"" + name + "\"");
      }
      suites.add(suite);
    }
    return suites;
  }
}
