package dev.balsa.server.config;

import java.util.List;

/** TLS between the members. Files are PEM; empty for none. */
public final class PeerTlsSettings {

  private PeerTlsSettings() {}

  public static final Setting<String> PEER_CERT_FILE =
      Setting.of(
          "peer-cert-file",
          ValueTypes.text("FILE"),
          "",
          "Certificate of this member for the others, with its chain (PEM).");

  public static final Setting<String> PEER_KEY_FILE =
      Setting.of(
          "peer-key-file",
          ValueTypes.text("FILE"),
          "",
          "Key of --peer-cert-file (PEM, not encrypted).");

  public static final Setting<String> PEER_CLIENT_CERT_FILE =
      Setting.of(
          "peer-client-cert-file",
          ValueTypes.text("FILE"),
          "",
          "Certificate that this member shows when it calls others; --peer-cert-file without it.");

  public static final Setting<String> PEER_CLIENT_KEY_FILE =
      Setting.of(
          "peer-client-key-file", ValueTypes.text("FILE"), "", "Key of --peer-client-cert-file.");

  public static final Setting<Boolean> PEER_CLIENT_CERT_AUTH =
      Setting.of(
          "peer-client-cert-auth",
          ValueTypes.bool(),
          "false",
          "Members that call must show a certificate of --peer-trusted-ca-file.");

  public static final Setting<String> PEER_TRUSTED_CA_FILE =
      Setting.of(
          "peer-trusted-ca-file",
          ValueTypes.text("FILE"),
          "",
          "Authorities of the members' certificates; given, every caller has to show one.");

  public static final Setting<String> PEER_CRL_FILE =
      Setting.of(
          "peer-crl-file", ValueTypes.text("FILE"), "", "List of revoked certificates of members.");

  public static final Setting<String> PEER_CERT_ALLOWED_CN =
      Setting.of(
          "peer-cert-allowed-cn",
          ValueTypes.text("NAME,..."),
          "",
          "Common names of which a caller's certificate must have one.");

  public static final Setting<String> PEER_CERT_ALLOWED_HOSTNAME =
      Setting.of(
          "peer-cert-allowed-hostname",
          ValueTypes.text("HOST,..."),
          "",
          "Names of which a caller's certificate must carry one.");

  public static final Setting<Boolean> PEER_AUTO_TLS =
      Setting.of(
          "peer-auto-tls",
          ValueTypes.bool(),
          "false",
          "Make a certificate for the members, self-signed, if none is given.");

  public static final Setting<Boolean> PEER_SKIP_CLIENT_SAN_VERIFICATION =
      Setting.of(
              "peer-skip-client-san-verification",
              ValueTypes.bool(),
              "false",
              "Do not compare the names in a caller's certificate with where it calls from.")
          .formerly("experimental-peer-skip-client-san-verification");

  static SettingGroup group() {
    return new SettingGroup(
        "Peer TLS",
        List.of(
            PEER_CERT_FILE,
            PEER_KEY_FILE,
            PEER_CLIENT_CERT_FILE,
            PEER_CLIENT_KEY_FILE,
            PEER_CLIENT_CERT_AUTH,
            PEER_TRUSTED_CA_FILE,
            PEER_CRL_FILE,
            PEER_CERT_ALLOWED_CN,
            PEER_CERT_ALLOWED_HOSTNAME,
            PEER_AUTO_TLS,
            PEER_SKIP_CLIENT_SAN_VERIFICATION));
  }
}
