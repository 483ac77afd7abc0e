package dev.balsa.client;

import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.Member;
import dev.balsa.api.MemberAddRequest;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberPromoteRequest;
import dev.balsa.api.MemberRemoveRequest;
import dev.balsa.api.MemberUpdateRequest;
import java.util.List;

/** The members of the cluster. Thread-safe. */
public final class Cluster {

  private final Calls calls;

  Cluster(Calls calls) {
    this.calls = calls;
  }

  /** All members, as a majority knows them. */
  public Reply<List<MemberInfo>> members() {
    return calls.unary(
        ClusterGrpc.getMemberListMethod(),
        MemberListRequest.newBuilder().setLinearizable(true).build(),
        Safety.READ,
        response -> infos(response.getMembersList()));
  }

  /** Adds a member that will be started afterwards; the answer is the new member. */
  public Reply<MemberInfo> add(String... peerUrls) {
    return add(false, peerUrls);
  }

  /** Adds a member that has no vote until it is promoted. */
  public Reply<MemberInfo> addLearner(String... peerUrls) {
    return add(true, peerUrls);
  }

  private Reply<MemberInfo> add(boolean learner, String... peerUrls) {
    return calls.unary(
        ClusterGrpc.getMemberAddMethod(),
        MemberAddRequest.newBuilder()
            .addAllPeerURLs(List.of(peerUrls))
            .setIsLearner(learner)
            .build(),
        Safety.ONCE,
        response -> info(response.getMember()));
  }

  /** Removes a member; the answer is who is left. */
  public Reply<List<MemberInfo>> remove(long id) {
    return calls.unary(
        ClusterGrpc.getMemberRemoveMethod(),
        MemberRemoveRequest.newBuilder().setID(id).build(),
        Safety.ONCE,
        response -> infos(response.getMembersList()));
  }

  /** Changes where other members reach a member. */
  public Reply<List<MemberInfo>> update(long id, String... peerUrls) {
    return calls.unary(
        ClusterGrpc.getMemberUpdateMethod(),
        MemberUpdateRequest.newBuilder().setID(id).addAllPeerURLs(List.of(peerUrls)).build(),
        Safety.IDEMPOTENT,
        response -> infos(response.getMembersList()));
  }

  /** Gives a learner its vote. */
  public Reply<List<MemberInfo>> promote(long id) {
    return calls.unary(
        ClusterGrpc.getMemberPromoteMethod(),
        MemberPromoteRequest.newBuilder().setID(id).build(),
        Safety.ONCE,
        response -> infos(response.getMembersList()));
  }

  private static List<MemberInfo> infos(List<Member> members) {
    return members.stream().map(Cluster::info).toList();
  }

  private static MemberInfo info(Member member) {
    return new MemberInfo(
        member.getID(),
        member.getName(),
        List.copyOf(member.getPeerURLsList()),
        List.copyOf(member.getClientURLsList()),
        member.getIsLearner());
  }
}
