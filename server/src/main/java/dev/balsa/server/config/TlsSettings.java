package dev.balsa.server.config;

import java.util.List;

/** What holds for all TLS, towards clients and between members. */
public final class TlsSettings {

  private TlsSettings() {}

  public static final Setting<String> CIPHER_SUITES =
      Setting.of(
          "cipher-suites",
          ValueTypes.text("NAME,..."),
          "",
          "Cipher suites of TLS 1.2, by Go's names; those of TLS 1.3 are fixed.");

  public static final Setting<String> TLS_MIN_VERSION =
      Setting.of(
          "tls-min-version",
          ValueTypes.text("VERSION"),
          "TLS1.2",
          "Oldest version that is spoken: TLS1.2 or TLS1.3.");

  public static final Setting<String> TLS_MAX_VERSION =
      Setting.of(
          "tls-max-version",
          ValueTypes.text("VERSION"),
          "",
          "Newest version that is spoken; empty for the newest there is.");

  /** Years. */
  public static final Setting<Long> SELF_SIGNED_CERT_VALIDITY =
      Setting.of(
          "self-signed-cert-validity",
          ValueTypes.number("YEARS", 0, 1_000),
          "1",
          "Years for which certificates of --auto-tls and --peer-auto-tls are valid.");

  static SettingGroup group() {
    return new SettingGroup(
        "TLS", List.of(CIPHER_SUITES, TLS_MIN_VERSION, TLS_MAX_VERSION, SELF_SIGNED_CERT_VALIDITY));
  }
}
