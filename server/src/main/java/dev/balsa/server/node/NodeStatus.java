package dev.balsa.server.node;

/** What the node agent publishes after each turn in which something changed; read by any thread. */
record NodeStatus(
    long term,
    long leaderId,
    long committedIndex,
    boolean leader,
    boolean learner,
    boolean onlyVoter) {

  static final NodeStatus UNKNOWN = new NodeStatus(0, 0, 0, false, false, false);
}
