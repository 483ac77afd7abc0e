package dev.balsa.raft;

import java.util.random.RandomGenerator;

/** How many ticks a member waits for others, drawn anew each time so that no two wait alike. */
final class Timeouts {

  private final RaftConfig config;
  private final RandomGenerator random;

  Timeouts(RaftConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /** For a leader, or for the votes of an election (Raft paper, section 5.2). */
  int election() {
    return config.electionTicks() + random.nextInt(config.electionSpreadTicks());
  }

  /**
   * For a follower whose leader is known to be gone: nothing has to be waited for but that not all
   * stand at once, which the spread of the timeouts is for.
   */
  int succession() {
    return 1 + random.nextInt(config.electionSpreadTicks());
  }

  /**
   * Until votes in advance are asked for again: about a heartbeat or two. Asking costs nothing, and
   * a voter that was not ready to let go of the dead leader is a moment later.
   */
  int askAgain() {
    int shortest = Math.max(1, config.electionTicks() / 10);
    return shortest + random.nextInt(shortest);
  }

  /**
   * For a member that has lost an election, or has left one to a rival, although there is no
   * leader: the timeout that shows that the leader is gone has passed already. Only where the votes
   * in advance tell who can win: else one that cannot would keep the others from standing.
   */
  int rematch() {
    if (!config.preVote()) {
      return election();
    }
    int shortest = Math.max(1, config.electionTicks() / 4);
    return shortest + random.nextInt(2 * shortest);
  }
}
