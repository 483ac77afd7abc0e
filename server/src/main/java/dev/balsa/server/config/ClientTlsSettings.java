package dev.balsa.server.config;

import java.util.List;

/** TLS between clients and this member. Files are PEM; empty for none. */
public final class ClientTlsSettings {

  private ClientTlsSettings() {}

  public static final Setting<String> CERT_FILE =
      Setting.of(
          "cert-file",
          ValueTypes.text("FILE"),
          "",
          "Certificate of this server for clients, with its chain (PEM).");

  public static final Setting<String> KEY_FILE =
      Setting.of(
          "key-file", ValueTypes.text("FILE"), "", "Key of --cert-file (PEM, not encrypted).");

  public static final Setting<String> CLIENT_CERT_FILE =
      Setting.of(
          "client-cert-file",
          ValueTypes.text("FILE"),
          "",
          "Certificate for connections that this server makes to clients' ports itself; --cert-file"
              + " without it.");

  public static final Setting<String> CLIENT_KEY_FILE =
      Setting.of("client-key-file", ValueTypes.text("FILE"), "", "Key of --client-cert-file.");

  public static final Setting<Boolean> CLIENT_CERT_AUTH =
      Setting.of(
          "client-cert-auth",
          ValueTypes.bool(),
          "false",
          "Clients must show a certificate of --trusted-ca-file; its common name is their user.");

  public static final Setting<String> TRUSTED_CA_FILE =
      Setting.of(
          "trusted-ca-file",
          ValueTypes.text("FILE"),
          "",
          "Authorities whose client certificates are accepted; given, every client has to show"
              + " one.");

  public static final Setting<String> CLIENT_CRL_FILE =
      Setting.of(
          "client-crl-file", ValueTypes.text("FILE"), "", "List of revoked client certificates.");

  public static final Setting<String> CLIENT_CERT_ALLOWED_HOSTNAME =
      Setting.of(
          "client-cert-allowed-hostname",
          ValueTypes.text("HOST,..."),
          "",
          "Names of which a client's certificate must carry one.");

  public static final Setting<Boolean> AUTO_TLS =
      Setting.of(
          "auto-tls",
          ValueTypes.bool(),
          "false",
          "Make a certificate for clients, self-signed, if none is given.");

  static SettingGroup group() {
    return new SettingGroup(
        "Client TLS",
        List.of(
            CERT_FILE,
            KEY_FILE,
            CLIENT_CERT_FILE,
            CLIENT_KEY_FILE,
            CLIENT_CERT_AUTH,
            TRUSTED_CA_FILE,
            CLIENT_CRL_FILE,
            CLIENT_CERT_ALLOWED_HOSTNAME,
            AUTO_TLS));
  }
}
