package dev.balsa.server.node;

import dev.balsa.server.apply.ClusterSnapshot;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.command.Attributes;
import dev.balsa.server.command.ClusterMemberAttrSetRequest;
import dev.balsa.server.command.ClusterVersionSetRequest;
import java.util.List;

/**
 * Tells the cluster, through the log, who this member is and which version all members can speak.
 * Only then is the member ready: a client that is served has a leader, and sees everything that was
 * acknowledged before the restart.
 *
 * <p>Belongs to the node agent; asked at every tick and at every change of leader until it has
 * nothing left to say.
 */
final class Publisher {

  private final long memberId;
  private final String name;
  private final List<String> clientUrls;
  private final String clusterVersion;
  private final ClusterState cluster;
  private final Runnable whenReady;

  /**
   * Ticks after which the proposal is made again without an answer: a message to the leader may
   * have been lost, and saying the same twice does no harm. About a second.
   */
  private static final int RETRY_TICKS = 40;

  private volatile boolean underWay;

  /** Ticks since the last proposal. Node agent. */
  private int waitedTicks;

  private volatile boolean published;
  private volatile boolean versionUnderWay;

  /** Whether the cluster was on its way to an older version and has not come back. Node agent. */
  private boolean lowered;

  Publisher(
      long memberId,
      String name,
      List<String> clientUrls,
      String clusterVersion,
      ClusterState cluster,
      Runnable whenReady) {
    this.memberId = memberId;
    this.name = name;
    this.clientUrls = List.copyOf(clientUrls);
    this.clusterVersion = clusterVersion;
    this.cluster = cluster;
    this.whenReady = whenReady;
  }

  /** The version that this member runs, the patch forgotten. */
  String ownVersion() {
    return clusterVersion;
  }

  /** A tick has passed. */
  void tick(NodeStatus status, Replica replica) {
    waitedTicks++;
    step(status, replica);
  }

  /** Proposes what has not been said yet. */
  void step(NodeStatus status, Replica replica) {
    if (status.leaderId() == 0) {
      return;
    }
    ClusterSnapshot facts = cluster.snapshot();
    String wanted =
        facts.downgrade().enabled() ? facts.downgrade().targetVersion() : clusterVersion;
    if (status.leader() && !versionUnderWay && mustChange(facts, wanted)) {
      versionUnderWay = true;
      byte[] body = ClusterVersionSetRequest.newBuilder().setVer(wanted).build().toByteArray();
      replica.propose(CommandKind.CLUSTER_VERSION_SET, body, outcome -> versionUnderWay = false);
    }
    if (published || !isMember(facts) || (underWay && waitedTicks < RETRY_TICKS)) {
      return;
    }
    underWay = true;
    waitedTicks = 0;
    byte[] body =
        ClusterMemberAttrSetRequest.newBuilder()
            .setMemberID(memberId)
            .setMemberAttributes(Attributes.newBuilder().setName(name).addAllClientUrls(clientUrls))
            .build()
            .toByteArray();
    replica.propose(CommandKind.CLUSTER_MEMBER_ATTR_SET, body, this::attributesDone);
  }

  /**
   * Whether the leader has to set the cluster's version: there is none yet, or the cluster is on
   * its way to an older one, or was and is not any more.
   */
  private boolean mustChange(ClusterSnapshot facts, String wanted) {
    boolean differs = !wanted.equals(facts.version());
    lowered = facts.downgrade().enabled() || (lowered && differs);
    return differs && (facts.version() == null || lowered);
  }

  private void attributesDone(Outcome outcome) {
    if (outcome instanceof Outcome.Done) {
      published = true;
      whenReady.run();
    }
    underWay = false; // a refused or lost proposal is tried again at the next tick
  }

  private boolean isMember(ClusterSnapshot facts) {
    for (MemberInfo member : facts.members()) {
      if (member.id() == memberId) {
        return true;
      }
    }
    return false;
  }
}
