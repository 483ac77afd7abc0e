package dev.balsa.server.node;

import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Downgrade;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.command.ClusterVersionSetRequest;
import dev.balsa.server.command.DowngradeInfoSetRequest;
import dev.balsa.server.logging.Log;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lets the cluster's version follow the members': up when all run a newer one, and at the end of a
 * downgrade when all have arrived at the older one.
 *
 * <pre>
 *   leader, every --downgrade-check-time:
 *     a downgrade is enabled, and it runs the target       asks all others for their versions
 *     none is, and it runs more than the cluster's         asks, too
 *     one does not answer                                  nothing; the next time
 *     downgrade, and all run the target                    proposes its end
 *     the lowest of all is above the cluster's             proposes that as the cluster's
 * </pre>
 *
 * <p>The rules are etcd's: {@code server/etcdserver/version/monitor.go}. Patches do not count:
 * 3.6.1 is 3.6.0. The first version of a cluster, and its fall while a downgrade is enabled, are
 * {@link Publisher}'s. Belongs to the node agent; answers come on other threads.
 */
final class VersionMonitor {

  private static final Log LOG = Log.of(VersionMonitor.class);

  private static final Pattern VERSION = Pattern.compile("[0-9]{1,5}\\.[0-9]{1,5}\\.[0-9]{1,5}");

  private final long intervalNanos;
  private final String ownVersion;
  private final PeerLink peers;
  private long nextNanos;
  private volatile boolean underWay;

  /**
   * @param intervalNanos time between two looks; 0 for never
   * @param ownVersion what this member runs, as {@code 3.6.0}
   */
  VersionMonitor(long intervalNanos, String ownVersion, PeerLink peers, long nowNanos) {
    this.intervalNanos = intervalNanos;
    this.ownVersion = ownVersion;
    this.peers = peers;
    this.nextNanos = nowNanos + intervalNanos;
  }

  /** A tick has passed. */
  void tick(long nowNanos, boolean leads, Replica replica) {
    if (intervalNanos == 0 || nowNanos - nextNanos < 0) {
      return;
    }
    nextNanos = nowNanos + intervalNanos;
    if (leads && !underWay && mayMove(replica)) {
      underWay = true;
      new Round(replica).ask();
    }
  }

  private boolean mayMove(Replica replica) {
    Downgrade job = replica.downgrade();
    String cluster = replica.clusterVersion();
    return job.enabled()
        ? job.targetVersion().equals(ownVersion)
        : cluster != null && compare(ownVersion, cluster) > 0;
  }

  /** Compares two versions, as numbers. */
  static int compare(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /** One question to all others. */
  private final class Round {
    private final Replica replica;

    /** Guarded by this, both. */
    private final List<String> versions = new ArrayList<>();

    private int missing;

    Round(Replica replica) {
      this.replica = replica;
    }

    void ask() {
      List<MemberInfo> others =
          replica.members().stream().filter(member -> member.id() != replica.memberId()).toList();
      missing = others.size() + 1;
      others.forEach(other -> peers.version(other.id(), this::answered));
      answered(ownVersion);
    }

    /**
     * @param version null from a member that does not say
     */
    private void answered(String version) {
      synchronized (this) {
        versions.add(version != null && VERSION.matcher(version).matches() ? version : null);
        missing--;
        if (missing > 0) {
          return;
        }
      }
      conclude();
    }

    private void conclude() {
      if (versions.contains(null) || !mayMove(replica)) {
        underWay = false;
      } else if (replica.downgrade().enabled()) {
        endIfArrived();
      } else {
        rise(versions.stream().min(VersionMonitor::compare).orElseThrow());
      }
    }

    private void endIfArrived() {
      if (!versions.stream().allMatch(ownVersion::equals)) {
        underWay = false;
        return;
      }
      LOG.info("the cluster has been downgraded", "cluster-version", ownVersion);
      byte[] body =
          DowngradeInfoSetRequest.newBuilder()
              .setEnabled(false)
              .setVer(ownVersion)
              .build()
              .toByteArray();
      replica.propose(CommandKind.DOWNGRADE_INFO_SET, body, outcome -> underWay = false);
    }

    private void rise(String lowest) {
      if (compare(lowest, replica.clusterVersion()) <= 0) {
        underWay = false;
        return;
      }
      LOG.info("updating cluster version", "from", replica.clusterVersion(), "to", lowest);
      byte[] body = ClusterVersionSetRequest.newBuilder().setVer(lowest).build().toByteArray();
      replica.propose(CommandKind.CLUSTER_VERSION_SET, body, outcome -> underWay = false);
    }
  }
}
