package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;

/** What of a reply counts, and what it says about keys. */
final class Replies {

  private Replies() {}

  /** The reply to a range over these versions, all that are in its interval. */
  static Reply.Range cut(Request.Range range, long revision, List<KeyVersion> all) {
    if (range.countOnly()) {
      return new Reply.Range(revision, List.of(), false, all.size());
    }
    boolean more = range.limit() > 0 && all.size() > range.limit();
    List<KeyVersion> kvs = more ? all.subList(0, (int) range.limit()) : all;
    return new Reply.Range(
        revision, range.keysOnly() ? withoutValues(kvs) : List.copyOf(kvs), more, all.size());
  }

  /** Servers differ in whether a version without its value tells the lease: it does not count. */
  private static List<KeyVersion> withoutLeases(List<KeyVersion> kvs) {
    List<KeyVersion> bare = new ArrayList<>(kvs.size());
    for (KeyVersion kv : kvs) {
      bare.add(
          new KeyVersion(
              kv.key(), kv.value(), kv.createRevision(), kv.modRevision(), kv.version(), 0));
    }
    return bare;
  }

  private static List<KeyVersion> withoutValues(List<KeyVersion> kvs) {
    List<KeyVersion> bare = new ArrayList<>(kvs.size());
    for (KeyVersion kv : kvs) {
      bare.add(
          new KeyVersion(kv.key(), "", kv.createRevision(), kv.modRevision(), kv.version(), 0));
    }
    return bare;
  }

  /**
   * A recorded reply without what servers are free in: the lease in a keys-only answer, the
   * revision of a nested transaction.
   */
  static Reply canonical(Request request, Reply reply) {
    if (request instanceof Request.Range range && reply instanceof Reply.Range answer) {
      return range.keysOnly()
          ? new Reply.Range(
              answer.revision(), withoutLeases(answer.kvs()), answer.more(), answer.count())
          : answer;
    }
    if (request instanceof Request.Txn txn && reply instanceof Reply.Txn answer) {
      List<Request> branch = answer.succeeded() ? txn.success() : txn.failure();
      List<Reply> replies = new ArrayList<>();
      for (int i = 0; i < answer.replies().size(); i++) {
        Reply inner = answer.replies().get(i);
        Reply plain = i < branch.size() ? canonical(branch.get(i), inner) : inner;
        replies.add(
            plain instanceof Reply.Txn nested
                ? new Reply.Txn(0, nested.succeeded(), nested.replies())
                : plain);
      }
      return new Reply.Txn(answer.revision(), answer.succeeded(), replies);
    }
    return reply;
  }

  /** Whether a reply says that its request made a revision. A revocation's does not say. */
  static boolean madeRevision(Reply reply) {
    if (reply instanceof Reply.Txn txn) {
      return txn.replies().stream().anyMatch(Replies::madeRevision);
    }
    return reply instanceof Reply.Put
        || (reply instanceof Reply.Delete delete && delete.deleted() > 0);
  }

  /** Whether a request can change keys. */
  static boolean mayWrite(Request request) {
    if (request instanceof Request.Txn txn) {
      return txn.success().stream().anyMatch(Replies::mayWrite)
          || txn.failure().stream().anyMatch(Replies::mayWrite);
    }
    return request instanceof Request.Put
        || request instanceof Request.Delete
        || request instanceof Request.Revoke;
  }
}
