package dev.balsa.server;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClientTlsSettings;
import dev.balsa.server.config.ConfigException;
import dev.balsa.server.config.DiscoverySettings;
import dev.balsa.server.config.HttpSettings;
import dev.balsa.server.config.MonitoringSettings;
import dev.balsa.server.config.PeerTlsSettings;
import dev.balsa.server.config.Setting;
import dev.balsa.server.config.TlsSettings;
import dev.balsa.server.env.Clock;
import dev.balsa.server.logging.Log;
import dev.balsa.server.peer.PeerTls;
import dev.balsa.server.tls.CipherSuites;
import dev.balsa.server.tls.SelfSigned;
import dev.balsa.server.tls.TlsClient;
import dev.balsa.server.tls.TlsPlan;
import dev.balsa.server.tls.TlsServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** From the settings about TLS to what the ports work with. */
final class TlsPlans {

  private static final Log LOG = Log.of(TlsPlans.class);

  private final BalsaConfig config;
  private final Clock clock;

  private TlsPlans(BalsaConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * TLS for clients.
   *
   * @return null if there are no certificates, or nothing that would serve with them
   * @throws IOException if a file cannot be used
   */
  static TlsServer forClients(BalsaConfig config, Clock clock) throws IOException {
    TlsPlans plans = new TlsPlans(config, clock);
    List<String> suites = plans.cipherSuites(); // a wrong name is told even where nobody needs it
    List<URI> urls = new ArrayList<>(config.listenClientUrls());
    urls.addAll(config.get(HttpSettings.LISTEN_CLIENT_HTTP_URLS));
    List<URI> all = new ArrayList<>(urls);
    all.addAll(config.get(MonitoringSettings.LISTEN_METRICS_URLS));
    if (all.stream().noneMatch(TlsPlans::isSecure)) {
      return null;
    }
    return TlsServer.open(plans.client(urls, suites));
  }

  /**
   * TLS between members.
   *
   * @throws IOException if a file cannot be used
   */
  static PeerTls forPeers(BalsaConfig config, Clock clock) throws IOException {
    // As etcd has it: members found by DNS and trusted by the runtime vouch for their domain.
    String serverName =
        config.get(PeerTlsSettings.PEER_TRUSTED_CA_FILE).isEmpty()
            ? config.get(DiscoverySettings.DISCOVERY_SRV)
            : "";
    if (config.get(PeerTlsSettings.PEER_CERT_FILE).isEmpty()
        && !config.get(PeerTlsSettings.PEER_AUTO_TLS)) {
      return new PeerTls(null, null, serverName);
    }
    TlsPlan plan = new TlsPlans(config, clock).peer(config.listenPeerUrls());
    return new PeerTls(TlsServer.open(plan), TlsClient.open(plan), serverName);
  }

  private TlsPlan client(List<URI> urls, List<String> suites) throws IOException {
    boolean given = !config.get(ClientTlsSettings.CERT_FILE).isEmpty();
    if (given && config.get(ClientTlsSettings.AUTO_TLS)) {
      LOG.warn("ignoring client auto TLS since certs given");
    }
    TlsPlan.KeyFiles server =
        given
            ? files(ClientTlsSettings.CERT_FILE, ClientTlsSettings.KEY_FILE)
            : selfSigned("client", urls);
    return new TlsPlan(
        "client",
        server,
        server,
        path(ClientTlsSettings.TRUSTED_CA_FILE),
        given && config.get(ClientTlsSettings.CLIENT_CERT_AUTH),
        path(ClientTlsSettings.CLIENT_CRL_FILE),
        List.of(),
        words(ClientTlsSettings.CLIENT_CERT_ALLOWED_HOSTNAME),
        false,
        versions(),
        suites,
        !given);
  }

  private TlsPlan peer(List<URI> urls) throws IOException {
    boolean given = !config.get(PeerTlsSettings.PEER_CERT_FILE).isEmpty();
    if (given && config.get(PeerTlsSettings.PEER_AUTO_TLS)) {
      LOG.warn("ignoring peer auto TLS since certs given");
    }
    TlsPlan.KeyFiles server =
        given
            ? files(PeerTlsSettings.PEER_CERT_FILE, PeerTlsSettings.PEER_KEY_FILE)
            : selfSigned("peer", urls);
    boolean own = given && !config.get(PeerTlsSettings.PEER_CLIENT_CERT_FILE).isEmpty();
    return new TlsPlan(
        "peer",
        server,
        own
            ? files(PeerTlsSettings.PEER_CLIENT_CERT_FILE, PeerTlsSettings.PEER_CLIENT_KEY_FILE)
            : server,
        path(PeerTlsSettings.PEER_TRUSTED_CA_FILE),
        given && config.get(PeerTlsSettings.PEER_CLIENT_CERT_AUTH),
        path(PeerTlsSettings.PEER_CRL_FILE),
        words(PeerTlsSettings.PEER_CERT_ALLOWED_CN),
        words(PeerTlsSettings.PEER_CERT_ALLOWED_HOSTNAME),
        !config.get(PeerTlsSettings.PEER_SKIP_CLIENT_SAN_VERIFICATION),
        versions(),
        cipherSuites(),
        !given);
  }

  private TlsPlan.KeyFiles selfSigned(String endpoint, List<URI> urls) throws IOException {
    return SelfSigned.in(
        config.dataDir().resolve("fixtures").resolve(endpoint),
        urls.stream().map(URI::getHost).filter(host -> host != null).map(TlsPlans::bare).toList(),
        config.get(TlsSettings.SELF_SIGNED_CERT_VALIDITY),
        Instant.ofEpochMilli(clock.wallMillis()));
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private TlsPlan.KeyFiles files(Setting<String> certificate, Setting<String> key) {
    return new TlsPlan.KeyFiles(path(certificate), path(key));
  }

  private Path path(Setting<String> setting) {
    String text = config.get(setting);
    return text.isEmpty() ? null : Path.of(text);
  }

  private List<String> words(Setting<String> setting) {
    return List.copyOf(HttpSettings.words(config.get(setting)));
  }

  /** By the names of the JDK. */
  private List<String> versions() {
    String min = config.get(TlsSettings.TLS_MIN_VERSION);
    String max = config.get(TlsSettings.TLS_MAX_VERSION);
    List<String> versions = new ArrayList<>();
    if (!max.equals("TLS1.2")) {
      versions.add("TLSv1.3");
    }
    if (!min.equals("TLS1.3")) {
      versions.add("TLSv1.2");
    }
    return versions;
  }

  private List<String> cipherSuites() {
    List<String> names =
        Arrays.stream(config.get(TlsSettings.CIPHER_SUITES).split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    try {
      return CipherSuites.ofGo(names);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage());
    }
  }

  private static boolean isSecure(URI url) {
    return url.getScheme().equals("https") || url.getScheme().equals("unixs");
  }
}
