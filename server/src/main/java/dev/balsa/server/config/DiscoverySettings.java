package dev.balsa.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How the members of a new cluster find each other where nobody lists them. */
public final class DiscoverySettings {

  private DiscoverySettings() {}

  public static final Setting<String> DISCOVERY_SRV =
      Setting.of(
          "discovery-srv",
          ValueTypes.text("DOMAIN"),
          "",
          "Domain whose SRV records (_etcd-server-ssl._tcp, _etcd-server._tcp) name the first"
              + " members.");

  public static final Setting<String> DISCOVERY_SRV_NAME =
      Setting.of(
          "discovery-srv-name",
          ValueTypes.text("SUFFIX"),
          "",
          "Suffix of the service's name, for several clusters in one domain:"
              + " _etcd-server-SUFFIX._tcp.");

  /** Empty for what the machine is set up with. */
  public static final Setting<String> DISCOVERY_DNS =
      Setting.of(
          "balsa-discovery-dns",
          ValueTypes.text("HOST:PORT"),
          "",
          "Name server that is asked for SRV records. Default: those of the machine.");

  /** Empty for none; read it through {@link #endpoints}. */
  public static final Setting<String> DISCOVERY_ENDPOINTS =
      Setting.of(
          "discovery-endpoints",
          ValueTypes.text("URL,..."),
          "",
          "Servers of the cluster in which the members of a new one register.");

  public static final Setting<String> DISCOVERY_TOKEN =
      Setting.of(
          "discovery-token",
          ValueTypes.text("TOKEN"),
          "",
          "Name of the new cluster in that registry, and its cluster token.");

  public static final Setting<Duration> DISCOVERY_DIAL_TIMEOUT =
      Setting.of(
          "discovery-dial-timeout",
          ValueTypes.duration(),
          "2s",
          "How long a connection to the registry may take.");

  public static final Setting<Duration> DISCOVERY_REQUEST_TIMEOUT =
      Setting.of(
          "discovery-request-timeout",
          ValueTypes.duration(),
          "5s",
          "How long the registry may take for an answer.");

  public static final Setting<Duration> DISCOVERY_KEEPALIVE_TIME =
      Setting.of(
          "discovery-keepalive-time",
          ValueTypes.duration(),
          "2s",
          "How often it is looked whether the registry is still there.");

  public static final Setting<Duration> DISCOVERY_KEEPALIVE_TIMEOUT =
      Setting.of(
          "discovery-keepalive-timeout",
          ValueTypes.duration(),
          "6s",
          "How long the registry may take to say that it is.");

  public static final Setting<Boolean> DISCOVERY_INSECURE_TRANSPORT =
      Setting.of(
          "discovery-insecure-transport",
          ValueTypes.bool(),
          "true",
          "No TLS to registry endpoints that do not say https.");

  public static final Setting<Boolean> DISCOVERY_INSECURE_SKIP_TLS_VERIFY =
      Setting.of(
          "discovery-insecure-skip-tls-verify",
          ValueTypes.bool(),
          "false",
          "UNSAFE: take any certificate of the registry. For tests only.");

  public static final Setting<String> DISCOVERY_CERT =
      Setting.of(
          "discovery-cert",
          ValueTypes.text("FILE"),
          "",
          "Certificate that is shown to the registry (PEM).");

  public static final Setting<String> DISCOVERY_KEY =
      Setting.of("discovery-key", ValueTypes.text("FILE"), "", "Key of --discovery-cert (PEM).");

  public static final Setting<String> DISCOVERY_CACERT =
      Setting.of(
          "discovery-cacert",
          ValueTypes.text("FILE"),
          "",
          "Authorities of the registry's certificates (PEM).");

  public static final Setting<String> DISCOVERY_USER =
      Setting.of(
          "discovery-user", ValueTypes.text("NAME[:PASSWORD]"), "", "Who logs in at the registry.");

  public static final Setting<String> DISCOVERY_PASSWORD =
      Setting.of(
          "discovery-password",
          ValueTypes.text("PASSWORD"),
          "",
          "The password, where --discovery-user has none.");

  public static final Setting<String> DISCOVERY_FALLBACK =
      Setting.of(
          "discovery-fallback",
          ValueTypes.oneOf("exit", "proxy"),
          "exit",
          "What to do where discovery fails; the proxy of old is gone, so there is one choice.");

  static SettingGroup group() {
    return new SettingGroup(
        "Discovery",
        List.of(
            DISCOVERY_SRV,
            DISCOVERY_SRV_NAME,
            DISCOVERY_DNS,
            DISCOVERY_ENDPOINTS,
            DISCOVERY_TOKEN,
            DISCOVERY_DIAL_TIMEOUT,
            DISCOVERY_REQUEST_TIMEOUT,
            DISCOVERY_KEEPALIVE_TIME,
            DISCOVERY_KEEPALIVE_TIMEOUT,
            DISCOVERY_INSECURE_TRANSPORT,
            DISCOVERY_INSECURE_SKIP_TLS_VERIFY,
            DISCOVERY_CERT,
            DISCOVERY_KEY,
            DISCOVERY_CACERT,
            DISCOVERY_USER,
            DISCOVERY_PASSWORD,
            DISCOVERY_FALLBACK));
  }

  /** Where the registry is; empty if there is none. */
  public static List<String> endpoints(BalsaConfig config) {
    String text = config.get(DISCOVERY_ENDPOINTS);
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .distinct()
            .collect(Collectors.toUnmodifiableList());
  }

  /** Whether the first members are to be found out rather than listed. */
  public static boolean isAskedFor(BalsaConfig config) {
    return !config.get(DISCOVERY_SRV).isEmpty() || !config.get(DISCOVERY_ENDPOINTS).isEmpty();
  }

  /**
   * Checks these settings against one another, in etcd's words.
   *
   * @throws ConfigException at the first rule that is broken
   */
  static void check(BalsaConfig config) {
    if (config.get(DISCOVERY_FALLBACK).equals("proxy")) {
      throw new ConfigException(
          "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"");
    }
    boolean srv = !config.get(DISCOVERY_SRV).isEmpty();
    boolean registry = !config.get(DISCOVERY_ENDPOINTS).isEmpty();
    boolean listed =
        config.isGiven(ClusterSettings.INITIAL_CLUSTER)
            && !config.get(ClusterSettings.INITIAL_CLUSTER).isEmpty();
    if ((srv && registry) || (listed && (srv || registry))) {
      throw new ConfigException(
          "multiple discovery or bootstrap flags are set. Choose one of \"initial-cluster\","
              + " \"discovery-endpoints\" or \"discovery-srv\"");
    }
    if (registry == config.get(DISCOVERY_TOKEN).isEmpty()) {
      throw new ConfigException("both --discovery-token and --discovery-endpoints must be set");
    }
    if (endpoints(config).contains("")) {
      throw new ConfigException("--discovery-endpoints must not contain empty endpoints");
    }
  }
}
