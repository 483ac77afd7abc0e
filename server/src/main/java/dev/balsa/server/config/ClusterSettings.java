package dev.balsa.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The cluster: who belongs to it at its birth, how members reach one another, how it elects. */
public final class ClusterSettings {

  private ClusterSettings() {}

  public static final Setting<List<URI>> ADVERTISE_CLIENT_URLS =
      Setting.of(
          "advertise-client-urls",
          ValueTypes.urls(),
          "http://localhost:2379",
          "Addresses that clients are told; required when --listen-client-urls is given.");

  public static final Setting<List<URI>> INITIAL_ADVERTISE_PEER_URLS =
      Setting.of(
          "initial-advertise-peer-urls",
          ValueTypes.urls(),
          "http://localhost:2380",
          "Addresses under which the other members find this one.");

  /**
   * Empty for a cluster of this member alone; read it through {@link BalsaConfig#initialCluster()}.
   */
  public static final Setting<String> INITIAL_CLUSTER =
      Setting.of(
          "initial-cluster",
          ValueTypes.text("NAME=URL,..."),
          "default=http://localhost:2380",
          "The members at the cluster's birth. Default: this member alone. Ignored when there is"
              + " data.");

  public static final Setting<String> INITIAL_CLUSTER_STATE =
      Setting.of(
          "initial-cluster-state",
          ValueTypes.oneOf("new", "existing"),
          "new",
          "Whether this start founds the cluster or joins one that runs. Ignored when there is"
              + " data.");

  public static final Setting<String> INITIAL_CLUSTER_TOKEN =
      Setting.of(
          "initial-cluster-token",
          ValueTypes.text("TOKEN"),
          "etcd-cluster",
          "A word that keeps clusters with the same addresses apart; goes into every id.");

  public static final Setting<Boolean> STRICT_RECONFIG_CHECK =
      Setting.of(
          "strict-reconfig-check",
          ValueTypes.bool(),
          "true",
          "Refuse a change of members that would cost the quorum.");

  public static final Setting<Boolean> PRE_VOTE =
      Setting.of(
          "pre-vote",
          ValueTypes.bool(),
          "true",
          "Ask around before an election, so that a returning member does not unseat a good"
              + " leader.");

  public static final Setting<Long> MAX_LEARNERS =
      Setting.of(
          "max-learners",
          ValueTypes.number("N", 0, 100),
          "1",
          "Members without a vote that may exist at one time.");

  public static final Setting<Duration> DOWNGRADE_CHECK_TIME =
      Setting.of(
              "downgrade-check-time",
              ValueTypes.duration(),
              "5s",
              "How often the leader looks whether a downgrade has reached its end.")
          .formerly("experimental-downgrade-check-time");

  static SettingGroup group() {
    return new SettingGroup(
        "Cluster",
        List.of(
            ADVERTISE_CLIENT_URLS,
            INITIAL_ADVERTISE_PEER_URLS,
            INITIAL_CLUSTER,
            INITIAL_CLUSTER_STATE,
            INITIAL_CLUSTER_TOKEN,
            STRICT_RECONFIG_CHECK,
            PRE_VOTE,
            MAX_LEARNERS,
            DOWNGRADE_CHECK_TIME));
  }
}
