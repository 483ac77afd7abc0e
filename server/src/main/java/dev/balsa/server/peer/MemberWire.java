package dev.balsa.server.peer;

import dev.balsa.api.Member;
import dev.balsa.server.apply.MemberInfo;
import java.util.List;

/** Members as they go from one member to another. */
final class MemberWire {

  private MemberWire() {}

  static List<Member> toWire(List<MemberInfo> members) {
    return members.stream()
        .map(
            member ->
                Member.newBuilder()
                    .setID(member.id())
                    .setName(member.name())
                    .addAllPeerURLs(member.peerUrls())
                    .addAllClientURLs(member.clientUrls())
                    .setIsLearner(member.learner())
                    .build())
        .toList();
  }

  static List<MemberInfo> fromWire(List<Member> members) {
    return members.stream()
        .map(
            member ->
                new MemberInfo(
                    member.getID(),
                    member.getName(),
                    member.getPeerURLsList(),
                    member.getClientURLsList(),
                    member.getIsLearner()))
        .toList();
  }
}
