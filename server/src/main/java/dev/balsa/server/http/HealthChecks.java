package dev.balsa.server.http;

import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.SortOrder;
import dev.balsa.mvcc.SortTarget;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.ReadReply;
import dev.balsa.server.node.Replica;
import java.util.List;
import java.util.function.Consumer;

/**
 * The questions that tell whether a member is well. Each is answered with null, or what is wrong.
 */
final class HealthChecks {

  /** One key of the whole store, without its value: the cheapest read that goes all the way. */
  private static final Op.Range ANY_KEY =
      new Op.Range(
          KeyRange.from(new byte[] {0}),
          1,
          0,
          SortOrder.NONE,
          SortTarget.KEY,
          true,
          false,
          0,
          0,
          0,
          0);

  private final Replica replica;

  HealthChecks(Replica replica) {
    this.replica = replica;
  }

  /** The alarms in force. */
  List<Alarm> alarms() {
    return replica.alarms();
  }

  boolean hasLeader() {
    return replica.status().hasLeader();
  }

  /** Whether this member's own state can be read. */
  void serializableRead(Consumer<String> reply) {
    reply.accept(read(replica.view()));
  }

  /** Whether a read can be had that a quorum stands behind. */
  void linearizableRead(Consumer<String> reply) {
    replica.linearize(
        new ReadReply() {
          @Override
          public void ready(View view) {
            reply.accept(read(view));
          }

          @Override
          public void failed(EtcdError error) {
            reply.accept(error.text());
          }
        });
  }

  /** Whether no member has reported that data differ. */
  void noCorruption(Consumer<String> reply) {
    boolean corrupt = replica.alarms().stream().anyMatch(a -> a.type() == Alarm.CORRUPT);
    reply.accept(corrupt ? "alarm activated: CORRUPT" : null);
  }

  /** Whether this member may serve everything. */
  void notLearner(Consumer<String> reply) {
    reply.accept(replica.status().learner() ? "not supported for learner" : null);
  }

  private static String read(View view) {
    try {
      view.range(ANY_KEY);
      return null;
    } catch (MvccException e) {
      return "mvcc: " + e.getMessage();
    }
  }
}
