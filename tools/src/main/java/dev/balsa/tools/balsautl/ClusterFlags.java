package dev.balsa.tools.balsautl;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.ConfigException;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.node.MemberIds;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** Which member of which cluster a new data directory is for, in etcd's words. */
final class ClusterFlags {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory to make; must not exist (default: NAME.etcd).")
  private String dataDir;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "Where the log goes (default: inside the data directory).")
  private String walDir;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name of the member (default: default).")
  private String name;

  @Option(
      names = "--initial-cluster",
      paramLabel = "NAME=URL,...",
      description = {
        "All members of the new cluster with their peer addresses. Make the directory of each of them"
            + " from the same snapshot with the same value (default: this member alone)."
      })
  private String initialCluster;

  @Option(
      names = "--initial-cluster-token",
      paramLabel = "TOKEN",
      description = "What makes the ids of this cluster its own (default: etcd-cluster).")
  private String token;

  @Option(
      names = "--initial-advertise-peer-urls",
      paramLabel = "URL,...",
      description = "The member's own peer addresses (default: http://localhost:2380).")
  private String peerUrls;

  private BalsaConfig config() {
    BalsaConfig.Builder builder = BalsaConfig.builder();
    if (name != null) {
      builder.set(MemberSettings.NAME, name);
    }
    if (dataDir != null) {
      builder.set(MemberSettings.DATA_DIR, dataDir);
    }
    if (walDir != null) {
      builder.set(MemberSettings.WAL_DIR, walDir);
    }
    if (initialCluster != null) {
      builder.set(ClusterSettings.INITIAL_CLUSTER, initialCluster);
    }
    if (token != null) {
      builder.set(ClusterSettings.INITIAL_CLUSTER_TOKEN, token);
    }
    if (peerUrls != null) {
      builder.set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, urls(peerUrls));
    }
    return builder.build();
  }

  private static List<URI> urls(String text) {
    try {
      return Arrays.stream(text.split(",", -1)).map(URI::create).toList();
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--initial-advertise-peer-urls: " + e.getMessage());
    }
  }

  /**
   * Who the new member is.
   *
   * @throws ConfigException if the flags contradict each other
   */
  Plan plan() {
    BalsaConfig config = config();
    config.initialCluster().verify(config.name(), config.initialAdvertisePeerUrls(), List::equals);
    String clusterToken = config.get(ClusterSettings.INITIAL_CLUSTER_TOKEN);
    List<MemberInfo> members = new ArrayList<>();
    config
        .initialCluster()
        .peerUrls()
        .forEach(
            (member, urls) -> {
              List<String> texts = urls.stream().map(URI::toString).toList();
              long id = MemberIds.memberId(texts, clusterToken, null);
              members.add(new MemberInfo(id, member, texts, List.of(), false));
            });
    members.sort((a, b) -> Long.compareUnsigned(a.id(), b.id()));
    return new Plan(config.name(), config.dataDir(), config.walDir(), members);
  }

  /**
   * A member that does not exist yet.
   *
   * @param members all members of its cluster, sorted by id, unsigned
   */
  record Plan(String name, Path dataDir, Path walDir, List<MemberInfo> members) {

    MemberInfo self() {
      return members.stream()
          .filter(member -> member.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(name + " is not among its members"));
    }

    long clusterId() {
      return MemberIds.clusterId(members.stream().map(MemberInfo::id).toList());
    }
  }
}
