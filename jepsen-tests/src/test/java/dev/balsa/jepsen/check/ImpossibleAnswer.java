package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Changes one answer of a correct run so that no order whatsoever can explain it, other than {@link
 * Mutation}, of whose changes a few are no violation. Each change says why it is one.
 */
final class ImpossibleAnswer {

  /** Beyond what any run comes to, in revisions and in keys. */
  private static final long FAR = 1_000_000;

  private final History history;
  private final Random random;
  private final Operation op;

  private ImpossibleAnswer(History history, Random random, Operation op) {
    this.history = history;
    this.random = random;
    this.op = op;
  }

  /** The history with one impossible answer; null if it has no answer to a read or a write. */
  static History of(History history, Random random) {
    List<Operation> operations = new ArrayList<>(history.operations());
    int start = random.nextInt(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      int at = (start + i) % operations.size();
      Operation op = operations.get(at);
      Reply impossible =
          op.reply() == null
              ? null
              : new ImpossibleAnswer(history, random, op).change(op.request(), op.reply());
      if (impossible != null) {
        Outcome outcome = new Outcome.Answered(impossible);
        operations.set(
            at,
            new Operation(
                op.client(), op.member(), op.invoked(), op.returned(), op.request(), outcome));
        return history.withOperations(operations);
      }
    }
    return null;
  }

  private Reply change(Request request, Reply reply) {
    if (reply instanceof Reply.Range r) {
      Request.Range range = (Request.Range) request;
      return switch (random.nextInt(4)) {
        case 0 -> new Reply.Range(readRevision(range), r.kvs(), r.more(), r.count());
        case 1 -> new Reply.Range(r.revision(), r.kvs(), r.more(), count(r));
        // There is more exactly if the count is greater than the limit.
        case 2 -> new Reply.Range(r.revision(), r.kvs(), !r.more(), r.count());
        default ->
            r.kvs().isEmpty()
                ? new Reply.Range(r.revision(), r.kvs(), r.more(), count(r))
                : new Reply.Range(r.revision(), change(r.kvs(), r.revision()), r.more(), r.count());
      };
    }
    if (reply instanceof Reply.Put p) {
      return p.prev() == null || random.nextBoolean()
          ? new Reply.Put(takenRevision(p.revision()), p.prev())
          : new Reply.Put(p.revision(), change(p.prev(), p.revision()));
    }
    if (reply instanceof Reply.Delete d) {
      return d.prevs().isEmpty() || random.nextBoolean()
          ? new Reply.Delete(d.revision(), FAR, d.prevs())
          : new Reply.Delete(d.revision(), d.deleted(), change(d.prevs(), d.revision()));
    }
    return reply instanceof Reply.Txn t ? change((Request.Txn) request, t) : null;
  }

  private Reply change(Request.Txn request, Reply.Txn txn) {
    List<Request> branch = txn.succeeded() ? request.success() : request.failure();
    List<Reply> replies = new ArrayList<>(txn.replies());
    for (int i = random.nextInt(replies.size() + 1); i < replies.size(); i++) {
      Reply changed = change(branch.get(i), replies.get(i));
      if (changed != null) {
        replies.set(i, changed);
        return new Reply.Txn(txn.revision(), txn.succeeded(), replies);
      }
    }
    boolean nested = txn.revision() == 0; // says nothing
    return nested ? null : new Reply.Txn(FAR, txn.succeeded(), replies);
  }

  /** Before the beginning, never reached, or older than what was known when it was asked for. */
  private long readRevision(Request.Range range) {
    long known = acknowledgedWhenAsked() - 1;
    return switch (random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> FAR;
      default -> range.serializable() || known < 1 ? FAR : known;
    };
  }

  private long acknowledgedWhenAsked() {
    return history.operations().stream()
        .filter(other -> other.reply() != null && other.returned() < op.invoked())
        .filter(other -> Replies.madeRevision(other.reply()))
        .mapToLong(other -> other.reply().revision())
        .max()
        .orElse(0);
  }

  /** One that another operation made: a revision has one maker. */
  private long takenRevision(long own) {
    List<Long> taken =
        history.operations().stream()
            .filter(other -> other.reply() != null && Replies.madeRevision(other.reply()))
            .map(other -> other.reply().revision())
            .filter(revision -> revision != own)
            .toList();
    return taken.isEmpty() ? FAR : taken.get(random.nextInt(taken.size()));
  }

  /** More keys than there are, or fewer than are shown. */
  private long count(Reply.Range r) {
    return r.kvs().isEmpty() || random.nextBoolean() ? FAR : r.kvs().size() - 1;
  }

  /** One fewer than the count says, or one of them impossible. */
  private List<KeyVersion> change(List<KeyVersion> kvs, long revision) {
    List<KeyVersion> changed = new ArrayList<>(kvs);
    int picked = random.nextInt(kvs.size());
    KeyVersion kv = changed.remove(picked);
    if (random.nextBoolean()) {
      changed.add(picked, change(kv, revision));
    }
    return changed;
  }

  private KeyVersion change(KeyVersion kv, long revision) {
    boolean whole = !kv.value().isEmpty(); // with its value, which one request alone wrote
    return switch (random.nextInt(whole ? 5 : 3)) {
      // More versions than revisions since it was created.
      case 0 -> with(kv, kv.createRevision(), kv.modRevision(), kv.modRevision() + 2);
      // Created behind its last modification.
      case 1 -> with(kv, kv.modRevision() + 1, kv.modRevision(), kv.version());
      // Written behind the revision at which it was seen.
      case 2 -> with(kv, kv.createRevision(), revision + 1, kv.version());
      case 3 ->
          new KeyVersion(
              kv.key(),
              kv.value() + "x",
              kv.createRevision(),
              kv.modRevision(),
              kv.version(),
              kv.lease());
      default ->
          new KeyVersion(
              kv.key(),
              kv.value(),
              kv.createRevision(),
              kv.modRevision(),
              kv.version(),
              kv.lease() + 1);
    };
  }

  private static KeyVersion with(KeyVersion kv, long created, long modified, long version) {
    return new KeyVersion(kv.key(), kv.value(), created, modified, version, kv.lease());
  }
}
