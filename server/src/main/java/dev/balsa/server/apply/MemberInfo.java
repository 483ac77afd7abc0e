package dev.balsa.server.apply;

import java.util.List;

/**
 * A member as the replicated membership knows it.
 *
 * @param name empty until the member has started for the first time and published its name
 * @param learner whether it gets the log without a vote
 */
public record MemberInfo(
    long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {

  public MemberInfo {
    peerUrls = List.copyOf(peerUrls);
    clientUrls = List.copyOf(clientUrls);
  }

  /** Whether the member has ever started and said so through the log. */
  public boolean isStarted() {
    return !name.isEmpty();
  }
}
