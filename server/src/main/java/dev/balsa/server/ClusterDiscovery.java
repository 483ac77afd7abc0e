package dev.balsa.server;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.ConfigException;
import dev.balsa.server.config.DiscoverySettings;
import dev.balsa.server.config.Setting;
import dev.balsa.server.discovery.Registry;
import dev.balsa.server.discovery.RegistryPlan;
import dev.balsa.server.discovery.SrvMembers;
import dev.balsa.server.tls.TlsClient;
import dev.balsa.server.tls.TlsPlan;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Finds out who the first members are, where neither a log nor {@code --initial-cluster} says so.
 * Blocks.
 */
final class ClusterDiscovery {

  private ClusterDiscovery() {}

  /**
   * What is known before this member has registered anywhere: all members where DNS names them,
   * this one alone where they register.
   *
   * @throws IOException in etcd's words, if DNS does not name them
   */
  static BalsaConfig begin(BalsaConfig config) throws IOException {
    if (!config.get(DiscoverySettings.DISCOVERY_SRV).isEmpty()) {
      String members =
          new SrvMembers(
                  config.get(DiscoverySettings.DISCOVERY_DNS),
                  config.get(DiscoverySettings.DISCOVERY_SRV),
                  config.get(DiscoverySettings.DISCOVERY_SRV_NAME),
                  config.name(),
                  config.initialAdvertisePeerUrls())
              .find();
      return config.discovered(members, config.get(ClusterSettings.INITIAL_CLUSTER_TOKEN));
    }
    if (registers(config)) {
      return config.discovered(
          config.initialCluster().toString(), config.get(DiscoverySettings.DISCOVERY_TOKEN));
    }
    if (!config.get(DiscoverySettings.DISCOVERY_SRV_NAME).isEmpty()
        && !config.isGiven(ClusterSettings.INITIAL_CLUSTER)) {
      // A suffix of nothing; etcd then has no members at all.
      throw new ConfigException(
          "couldn't find local name \""
              + config.name()
              + "\" in the initial cluster configuration");
    }
    return config;
  }

  /**
   * Members that live in one JVM know each other.
   *
   * @throws ConfigException if they are to be found out all the same
   */
  static void refuse(BalsaConfig config) {
    if (DiscoverySettings.isAskedFor(config)) {
      throw new ConfigException("discovery needs members with ports of their own");
    }
  }

  /** Whether the members register somewhere. */
  static boolean registers(BalsaConfig config) {
    return !DiscoverySettings.endpoints(config).isEmpty();
  }

  /**
   * Registers and waits for the others.
   *
   * @param config this member alone
   * @throws IOException in etcd's words, if the registry does not want it
   */
  static BalsaConfig join(BalsaConfig config, long memberId) throws IOException {
    String token = config.get(DiscoverySettings.DISCOVERY_TOKEN);
    String members = Registry.join(plan(config), memberId, config.initialCluster().toString());
    BalsaConfig all;
    try {
      all = config.discovered(members, token);
    } catch (ConfigException e) {
      throw new IOException("failed to join discovery cluster (discovery: invalid peer URL)", e);
    }
    if (all.initialCluster().hasDuplicateUrl()) {
      throw new IOException("discovery cluster " + all.initialCluster() + " has duplicate url");
    }
    return all;
  }

  private static RegistryPlan plan(BalsaConfig config) throws IOException {
    TlsPlan.KeyFiles keys = keys(config);
    Path authorities = path(config, DiscoverySettings.DISCOVERY_CACERT);
    String user = config.get(DiscoverySettings.DISCOVERY_USER);
    String password = config.get(DiscoverySettings.DISCOVERY_PASSWORD);
    int colon = password.isEmpty() ? user.indexOf(':') : -1;
    return new RegistryPlan(
        DiscoverySettings.endpoints(config),
        config.get(DiscoverySettings.DISCOVERY_TOKEN),
        config.get(DiscoverySettings.DISCOVERY_DIAL_TIMEOUT),
        config.get(DiscoverySettings.DISCOVERY_REQUEST_TIMEOUT),
        config.get(DiscoverySettings.DISCOVERY_KEEPALIVE_TIME),
        config.get(DiscoverySettings.DISCOVERY_KEEPALIVE_TIMEOUT),
        TlsClient.forCalls(
            authorities, keys, config.get(DiscoverySettings.DISCOVERY_INSECURE_SKIP_TLS_VERIFY)),
        keys != null
            || authorities != null
            || !config.get(DiscoverySettings.DISCOVERY_INSECURE_TRANSPORT),
        colon < 0 ? user : user.substring(0, colon),
        colon < 0 ? password : user.substring(colon + 1));
  }

  /** Null for none. */
  private static TlsPlan.KeyFiles keys(BalsaConfig config) {
    Path certificate = path(config, DiscoverySettings.DISCOVERY_CERT);
    Path key = path(config, DiscoverySettings.DISCOVERY_KEY);
    if ((certificate == null) != (key == null)) {
      throw new ConfigException(
          "KeyFile and CertFile must both be present[key: "
              + config.get(DiscoverySettings.DISCOVERY_KEY)
              + ", cert: "
              + config.get(DiscoverySettings.DISCOVERY_CERT)
              + "]");
    }
    return certificate == null ? null : new TlsPlan.KeyFiles(certificate, key);
  }

  private static Path path(BalsaConfig config, Setting<String> setting) {
    String text = config.get(setting);
    return text.isEmpty() ? null : Path.of(text);
  }
}
