package dev.balsa.server;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.DiscoverySettings;
import dev.balsa.server.config.FeatureGates;
import dev.balsa.server.config.GuardSettings;
import dev.balsa.server.config.LimitSettings;
import dev.balsa.server.config.LoggingSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.config.UnsafeSettings;
import dev.balsa.server.node.MemberConfig;
import dev.balsa.server.node.MemberIds;
import dev.balsa.server.node.MembershipConfig;
import dev.balsa.server.node.NodeConfig;
import dev.balsa.server.node.Upkeep;
import dev.balsa.wal.WalConfig;
import dev.balsa.watch.WatchConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** From the settings that an operator gives to what a member starts with. */
final class MemberPlan {

  /** What gRPC takes beyond the size of a request; watch responses are split at the same size. */
  private static final int ENVELOPE_BYTES = 512 << 10;

  private MemberPlan() {}

  /**
   * @param log the shape of the log, which flags refine
   */
  static MemberConfig of(BalsaConfig config, WalConfig log) {
    String token = config.get(ClusterSettings.INITIAL_CLUSTER_TOKEN);
    // All logs begin alike: where each member knows only its own name, none stands there.
    boolean namesAreKnown = config.get(DiscoverySettings.DISCOVERY_SRV).isEmpty();
    List<MemberInfo> firstMembers = new ArrayList<>();
    config
        .initialCluster()
        .peerUrls()
        .forEach(
            (name, urls) -> {
              List<String> texts = texts(urls);
              long id = MemberIds.memberId(texts, token, null);
              String known = namesAreKnown ? name : "";
              firstMembers.add(new MemberInfo(id, known, texts, List.of(), false));
            });
    // The id is made of the text in --initial-cluster, which all members have alike.
    List<URI> own =
        config
            .initialCluster()
            .peerUrls()
            .getOrDefault(config.name(), config.initialAdvertisePeerUrls());
    long memberId = MemberIds.memberId(texts(own), token, null);
    return new MemberConfig(
        config.name(),
        memberId,
        firstMembers,
        texts(config.advertiseClientUrls()),
        clusterVersion(config.apiVersion()),
        config.walDir(),
        log.withMaxSegments(Math.toIntExact(config.get(MemberSettings.MAX_WALS)))
            .withUnsafeNoSync(config.get(UnsafeSettings.UNSAFE_NO_FSYNC)),
        watch(config),
        NodeConfig.of(
                config.heartbeatInterval().toMillis(),
                config.electionTimeout().toMillis(),
                config.snapshotCount(),
                config.get(MemberSettings.SNAPSHOT_CATCHUP_ENTRIES),
                config.get(LimitSettings.MAX_REQUEST_BYTES),
                config.quotaBytes() == Long.MAX_VALUE ? 0 : config.quotaBytes())
            .withAutoCompaction(config.autoCompaction())
            .withCorruptCheck(config.get(GuardSettings.CORRUPT_CHECK_TIME).toNanos())
            .withUpkeep(upkeep(config)),
        new MembershipConfig(
            config.get(ClusterSettings.STRICT_RECONFIG_CHECK),
            Math.toIntExact(config.get(ClusterSettings.MAX_LEARNERS)),
            0,
            config.get(UnsafeSettings.FORCE_NEW_CLUSTER),
            texts(own)),
        AuthPlan.of(config));
  }

  private static Upkeep upkeep(BalsaConfig config) {
    return new Upkeep(
        config.get(LoggingSettings.WARNING_APPLY_DURATION).toNanos(),
        config.compactionBatchLimit(),
        config.compactionSleepInterval().toNanos(),
        config.get(LimitSettings.AUTO_DISARM),
        config.featureGates().isOn(FeatureGates.COMPACT_HASH_CHECK)
            ? config.get(GuardSettings.COMPACT_HASH_CHECK_TIME).toNanos()
            : 0,
        config.get(ClusterSettings.DOWNGRADE_CHECK_TIME).toNanos());
  }

  private static WatchConfig watch(BalsaConfig config) {
    int fragmentBytes =
        (int)
            Math.min(
                Integer.MAX_VALUE,
                (long) config.get(LimitSettings.MAX_REQUEST_BYTES) + ENVELOPE_BYTES);
    return WatchConfig.DEFAULT
        .withFragmentBytes(fragmentBytes)
        .withProgressIntervalMillis(config.watchProgressNotifyInterval().toMillis());
  }

  private static String clusterVersion(String version) {
    String[] parts = version.split("\\.", -1);
    return parts[0] + "." + parts[1] + ".0";
  }

  private static List<String> texts(List<URI> urls) {
    return urls.stream().map(URI::toString).toList();
  }
}
