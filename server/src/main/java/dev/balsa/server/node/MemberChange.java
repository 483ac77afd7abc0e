package dev.balsa.server.node;

import java.util.List;

/** A change of members that a client asks for. */
public sealed interface MemberChange {

  /**
   * Another member.
   *
   * @param peerUrls where the others will find it; checked already
   * @param learner whether it gets the log without a vote
   */
  record Add(List<String> peerUrls, boolean learner) implements MemberChange {
    public Add {
      peerUrls = peerUrls.stream().sorted().toList();
    }
  }

  /** One member less. */
  record Remove(long memberId) implements MemberChange {}

  /**
   * A member that moves.
   *
   * @param peerUrls where the others will find it from now on; checked already
   */
  record Update(long memberId, List<String> peerUrls) implements MemberChange {
    public Update {
      peerUrls = List.copyOf(peerUrls);
    }
  }

  /** A learner that is to vote. */
  record Promote(long memberId) implements MemberChange {}
}
