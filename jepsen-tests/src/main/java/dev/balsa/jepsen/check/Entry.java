package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;

/** One operation in the search, linked to its neighbours by time of invocation while it waits. */
final class Entry {

  /** How an entry can be put into the order. */
  enum Kind {
    /** Changes nothing: goes in as soon as the state fits it. */
    READ,
    /** Made a revision, and says which. */
    WRITE,
    /** Changes leases or compaction, or keys through a lease. */
    OTHER
  }

  /** The slot of an answer that names no revision. */
  static final long ANY = -1;

  final Operation operation;
  final Kind kind;

  /** The recorded reply without what servers are free in; null if refused or unknown. */
  final Reply reply;

  /** The revision the answer names. */
  final long slot;

  /** Two numbers that stand for the entry in the hash of the set of those that are done. */
  final long signA;

  final long signB;

  Entry before;
  Entry after;

  Entry(Operation operation, int number) {
    this.operation = operation;
    this.reply =
        operation.reply() == null
            ? null
            : Replies.canonical(operation.request(), operation.reply());
    this.slot = reply == null ? ANY : reply.revision();
    this.kind = kind(operation.request(), reply);
    this.signA = Hashing.mix(2L * number);
    this.signB = Hashing.mix(2L * number + 1);
  }

  private static Kind kind(Request request, Reply reply) {
    if (reply == null) {
      return Kind.READ;
    }
    if (request instanceof Request.Compact
        || request instanceof Request.Grant
        || request instanceof Request.Revoke) {
      return Kind.OTHER;
    }
    return Replies.madeRevision(reply) ? Kind.WRITE : Kind.READ;
  }

  Request request() {
    return operation.request();
  }

  long invoked() {
    return operation.invoked();
  }

  long returned() {
    return operation.unknown() ? Operation.NEVER : operation.returned();
  }
}
