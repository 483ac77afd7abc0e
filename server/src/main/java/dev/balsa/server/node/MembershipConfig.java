package dev.balsa.server.node;

import java.util.List;

/**
 * How a member deals with changes of members.
 *
 * @param strict whether changes that would cost the quorum are refused
 * @param maxLearners how many learners there may be when this member is asked for another
 * @param joinedClusterId the id of the running cluster that this member joins at its first start; 0
 *     if it founds one
 * @param forceNewCluster whether all other members are to be forgotten at the start
 * @param peerUrls where this member says that others find it, for the case that no log says so
 */
public record MembershipConfig(
    boolean strict,
    int maxLearners,
    long joinedClusterId,
    boolean forceNewCluster,
    List<String> peerUrls) {

  /** etcd's defaults. */
  public static final MembershipConfig DEFAULT = new MembershipConfig(true, 1, 0, false, List.of());

  public MembershipConfig {
    peerUrls = List.copyOf(peerUrls);
  }

  /** The same for a member that joins a running cluster. */
  public MembershipConfig joining(long clusterId) {
    return new MembershipConfig(strict, maxLearners, clusterId, forceNewCluster, peerUrls);
  }
}
