package dev.balsa.server.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the settings about TLS must keep to, in etcd's words. */
final class TlsRules {

  private static final List<String> VERSIONS = List.of("TLS1.2", "TLS1.3");

  private final BalsaConfig config;
  private final List<String> notices = new ArrayList<>();

  private TlsRules(BalsaConfig config) {
    this.config = config;
  }

  /**
   * Checks the settings against one another.
   *
   * @return what is allowed but worth a warning
   * @throws ConfigException at the first rule that is broken
   */
  static List<String> check(BalsaConfig config) {
    TlsRules rules = new TlsRules(config);
    rules.checkVersions();
    rules.checkPairs();
    rules.checkAllowed();
    rules.checkClientUrls();
    rules.checkPeerUrls();
    return rules.notices;
  }

  private void checkVersions() {
    String min = config.get(TlsSettings.TLS_MIN_VERSION);
    String max = config.get(TlsSettings.TLS_MAX_VERSION);
    requireVersion(min);
    requireVersion(max);
    if (!max.isEmpty() && min.compareTo(max) > 0) {
      throw new ConfigException(
          "min version (" + min + ") is greater than max version (" + max + ")");
    }
    if (min.equals("TLS1.3") && !config.get(TlsSettings.CIPHER_SUITES).isEmpty()) {
      throw new ConfigException("cipher suites cannot be configured when only TLS1.3 is enabled");
    }
  }

  private static void requireVersion(String version) {
    if (!version.isEmpty() && !VERSIONS.contains(version)) {
      throw new ConfigException("unexpected TLS version \"" + version + "\"");
    }
  }

  private void checkPairs() {
    requireBoth(ClientTlsSettings.CERT_FILE, ClientTlsSettings.KEY_FILE);
    requireBoth(PeerTlsSettings.PEER_CERT_FILE, PeerTlsSettings.PEER_KEY_FILE);
    requireBothOrNone(ClientTlsSettings.CLIENT_CERT_FILE, ClientTlsSettings.CLIENT_KEY_FILE);
    requireBothOrNone(PeerTlsSettings.PEER_CLIENT_CERT_FILE, PeerTlsSettings.PEER_CLIENT_KEY_FILE);
  }

  private void requireBoth(Setting<String> certificate, Setting<String> key) {
    if (config.get(certificate).isEmpty() != config.get(key).isEmpty()) {
      throw new ConfigException(
          "KeyFile and CertFile must both be present[key: "
              + config.get(key)
              + ", cert: "
              + config.get(certificate)
              + "]");
    }
  }

  private void requireBothOrNone(Setting<String> certificate, Setting<String> key) {
    if (config.get(certificate).isEmpty() != config.get(key).isEmpty()) {
      throw new ConfigException(
          "ClientKeyFile and ClientCertFile must both be present or both absent: key: "
              + config.get(key)
              + ", cert: "
              + config.get(certificate)
              + "]");
    }
  }

  private void checkAllowed() {
    String names = config.get(PeerTlsSettings.PEER_CERT_ALLOWED_CN);
    String hosts = config.get(PeerTlsSettings.PEER_CERT_ALLOWED_HOSTNAME);
    if (!names.isEmpty() && !hosts.isEmpty()) {
      throw new ConfigException(
          "AllowedCNs and AllowedHostnames are mutually exclusive (cns="
              + quoted(names)
              + ", hostnames="
              + quoted(hosts)
              + ")");
    }
  }

  /** As Go prints a list of texts. */
  private static String quoted(String list) {
    return HttpSettings.words(list).stream()
        .sorted()
        .map(word -> '"' + word + '"')
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private void checkClientUrls() {
    boolean given = has(ClientTlsSettings.CERT_FILE, ClientTlsSettings.AUTO_TLS);
    boolean auth = config.get(ClientTlsSettings.CLIENT_CERT_AUTH);
    List<URI> urls = new ArrayList<>(config.listenClientUrls());
    urls.addAll(config.get(HttpSettings.LISTEN_CLIENT_HTTP_URLS));
    for (URI url : urls) {
      if (isSecure(url) && !given) {
        throw new ConfigException(
            "TLS key/cert (--cert-file, --key-file) must be provided for client url "
                + url
                + " with HTTPS scheme");
      }
      noticePlain(url, "http or unix", given, auth ? "--client-cert-auth" : "");
    }
    for (URI url : config.get(MonitoringSettings.LISTEN_METRICS_URLS)) {
      if (isSecure(url) && !given) {
        throw new ConfigException(
            "client TLS key/cert (--cert-file, --key-file) must be provided for metrics secure"
                + " url");
      }
    }
  }

  private void checkPeerUrls() {
    boolean given = has(PeerTlsSettings.PEER_CERT_FILE, PeerTlsSettings.PEER_AUTO_TLS);
    boolean auth = config.get(PeerTlsSettings.PEER_CLIENT_CERT_AUTH);
    for (URI url : config.listenPeerUrls()) {
      if (isSecure(url) && !given) {
        throw new ConfigException(
            "cannot listen on TLS for "
                + url.getRawAuthority().replaceFirst("^localhost:", "127.0.0.1:")
                + ": KeyFile and CertFile are not presented");
      }
      noticePlain(url, "HTTP", given, auth ? "--peer-client-cert-auth" : "");
    }
  }

  private void noticePlain(URI url, String schemes, boolean certificateGiven, String authFlag) {
    if (isSecure(url)) {
      return;
    }
    String scheme = "scheme is " + schemes + " while ";
    if (certificateGiven) {
      notices.add(scheme + "key and cert files are present; ignoring key and cert files: " + url);
    }
    if (!authFlag.isEmpty()) {
      notices.add(
          scheme + authFlag + " is enabled; ignoring client cert auth for this URL: " + url);
    }
  }

  private boolean has(Setting<String> certificate, Setting<Boolean> automatic) {
    return !config.get(certificate).isEmpty() || config.get(automatic);
  }

  private static boolean isSecure(URI url) {
    return url.getScheme().equals("https") || url.getScheme().equals("unixs");
  }
}
