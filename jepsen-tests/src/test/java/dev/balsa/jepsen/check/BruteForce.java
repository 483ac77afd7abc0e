package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries every order of a tiny history against {@link NaiveEtcd}: no memory, no guide, nothing
 * shared with the checker but the record types and what of a reply counts.
 */
final class BruteForce {

  private BruteForce() {}

  static boolean explains(List<Operation> operations) {
    return explains(operations, new ArrayList<>(), new boolean[operations.size()]);
  }

  private static boolean explains(List<Operation> all, List<Request> order, boolean[] used) {
    long limit = Long.MAX_VALUE;
    boolean done = true;
    for (int i = 0; i < used.length; i++) {
      if (!used[i] && !all.get(i).unknown()) {
        limit = Math.min(limit, all.get(i).returned());
        done = false;
      }
    }
    for (int i = 0; i < used.length && !done; i++) {
      Operation op = all.get(i);
      if (!used[i] && op.invoked() <= limit && fits(order, op)) {
        used[i] = true;
        order.add(op.request());
        done = explains(all, order, used);
        order.remove(order.size() - 1);
        used[i] = false;
      }
    }
    return done;
  }

  private static boolean fits(List<Request> order, Operation op) {
    NaiveEtcd etcd = new NaiveEtcd();
    order.forEach(etcd::apply);
    NaiveEtcd.Answer answer = etcd.apply(op.request());
    if (op.unknown()) {
      return answer.error() == null;
    }
    return op.reply() == null
        ? op.refusal().equals(answer.error())
        : answer.reply() != null
            && Replies.canonical(op.request(), op.reply())
                .equals(Replies.canonical(op.request(), answer.reply()));
  }
}
