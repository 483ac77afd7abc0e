package dev.balsa.server.node;

/**
 * What the node agent publishes after each turn in which something changed; read by any thread.
 *
 * @param readsAlone whether a read here is linearizable without asking anybody, see {@link
 *     LoneReads}
 */
record NodeStatus(
    long term,
    long leaderId,
    long committedIndex,
    boolean leader,
    boolean learner,
    boolean readsAlone) {

  static final NodeStatus UNKNOWN = new NodeStatus(0, 0, 0, false, false, false);
}
