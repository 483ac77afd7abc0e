package dev.balsa.server.node;

import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Downgrade;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.command.DowngradeInfoSetRequest;
import dev.balsa.server.logging.Log;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends a downgrade when it has reached its end: all members run the version that the cluster went
 * back to. Then they can go forward again.
 *
 * <pre>
 *   leader, every --downgrade-check-time, while a downgrade is enabled:
 *     its own version is not the target's     nothing to ask for yet
 *     asks all others for theirs              who does not answer has not arrived
 *     all run the target                      proposes the end
 * </pre>
 *
 * <p>The rule is etcd's: {@code server/etcdserver/version/monitor.go}. Patches do not count: 3.6.1
 * is 3.6.0. Belongs to the node agent; answers come on other threads.
 */
final class DowngradeEnd {

  private static final Log LOG = Log.of(DowngradeEnd.class);

  private final long intervalNanos;
  private final String ownVersion;
  private final PeerLink peers;
  private long nextNanos;
  private volatile boolean underWay;

  /**
   * @param intervalNanos time between two looks; 0 for never
   * @param ownVersion what this member runs, as {@code 3.6.0}
   */
  DowngradeEnd(long intervalNanos, String ownVersion, PeerLink peers, long nowNanos) {
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
    if (!leads || underWay) {
      return;
    }
    Downgrade job = replica.downgrade();
    if (job.enabled() && job.targetVersion().equals(ownVersion)) {
      underWay = true;
      ask(replica);
    }
  }

  private void ask(Replica replica) {
    List<MemberInfo> others =
        replica.members().stream().filter(member -> member.id() != replica.memberId()).toList();
    // One more than there are answers, so that it ends here where nobody is asked.
    AtomicInteger missing = new AtomicInteger(others.size() + 1);
    AtomicInteger arrived = new AtomicInteger();
    Runnable one =
        () -> {
          if (missing.decrementAndGet() == 0) {
            conclude(arrived.get() == others.size(), replica);
          }
        };
    for (MemberInfo other : others) {
      peers.version(
          other.id(),
          version -> {
            if (ownVersion.equals(version)) {
              arrived.incrementAndGet();
            }
            one.run();
          });
    }
    one.run();
  }

  private void conclude(boolean all, Replica replica) {
    if (!all) {
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
}
