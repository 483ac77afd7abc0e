package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes one answer of a history, in one place. */
final class Mutation {

  private final Random random;
  private boolean done;

  private Mutation(Random random) {
    this.random = random;
  }

  /** The history with one answer changed; null if the operation picked has nothing to change. */
  static History of(History history, Random random) {
    List<Operation> operations = new ArrayList<>(history.operations());
    int picked = random.nextInt(operations.size());
    Operation op = operations.get(picked);
    Mutation mutation = new Mutation(random);
    Reply changed = op.reply() == null ? null : mutation.change(op.reply());
    if (changed == null || !mutation.done || changed.equals(op.reply())) {
      return null;
    }
    operations.set(
        picked,
        new Operation(
            op.client(),
            op.member(),
            op.invoked(),
            op.returned(),
            op.request(),
            new Outcome.Answered(changed)));
    return history.withOperations(operations);
  }

  private long off(long number) {
    done = true;
    return random.nextBoolean() ? number + 1 : number - 1;
  }

  private Reply change(Reply reply) {
    if (reply instanceof Reply.Range r) {
      return switch (random.nextInt(4)) {
        case 0 -> new Reply.Range(off(r.revision()), r.kvs(), r.more(), r.count());
        case 1 -> new Reply.Range(r.revision(), r.kvs(), r.more(), off(r.count()));
        case 2 -> new Reply.Range(r.revision(), r.kvs(), flip(r.more()), r.count());
        default -> new Reply.Range(r.revision(), change(r.kvs()), r.more(), r.count());
      };
    }
    if (reply instanceof Reply.Put p) {
      return p.prev() == null || random.nextBoolean()
          ? new Reply.Put(off(p.revision()), p.prev())
          : new Reply.Put(p.revision(), change(p.prev()));
    }
    if (reply instanceof Reply.Delete d) {
      return switch (random.nextInt(3)) {
        case 0 -> new Reply.Delete(off(d.revision()), d.deleted(), d.prevs());
        case 1 -> new Reply.Delete(d.revision(), off(d.deleted()), d.prevs());
        default -> new Reply.Delete(d.revision(), d.deleted(), change(d.prevs()));
      };
    }
    return reply instanceof Reply.Txn t ? change(t) : null;
  }

  private Reply change(Reply.Txn txn) {
    if (txn.replies().isEmpty() || random.nextInt(3) == 0) {
      return new Reply.Txn(off(txn.revision()), txn.succeeded(), txn.replies());
    }
    List<Reply> replies = new ArrayList<>(txn.replies());
    int picked = random.nextInt(replies.size());
    boolean nested = replies.get(picked) instanceof Reply.Txn;
    replies.set(picked, nested ? replies.get(picked) : change(replies.get(picked)));
    return new Reply.Txn(txn.revision(), txn.succeeded(), replies);
  }

  private boolean flip(boolean value) {
    done = true;
    return !value;
  }

  private List<KeyVersion> change(List<KeyVersion> kvs) {
    if (kvs.isEmpty()) {
      return kvs;
    }
    List<KeyVersion> changed = new ArrayList<>(kvs);
    int picked = random.nextInt(kvs.size());
    KeyVersion kv = changed.remove(picked);
    if (random.nextBoolean()) {
      changed.add(picked, change(kv));
    }
    done = true;
    return changed;
  }

  private KeyVersion change(KeyVersion kv) {
    done = true;
    int what = random.nextInt(5);
    return new KeyVersion(
        kv.key(),
        what == 0 ? kv.value() + "x" : kv.value(),
        what == 1 ? kv.createRevision() - 1 : kv.createRevision(),
        what == 2 ? kv.modRevision() - 1 : kv.modRevision(),
        what == 3 ? kv.version() + 1 : kv.version(),
        what == 4 ? kv.lease() + 1 : kv.lease());
  }
}
