package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Reply;

/**
 * What the search may do next.
 *
 * @param kind what is to be done
 * @param entry who is put into the order, null for an expiry
 * @param open number of the open operation, -1 for a settled one or an expiry
 * @param lease which lease runs out, or which id an unanswered grant got from the server; else 0
 */
record Step(Kind kind, Entry entry, int open, long lease) {

  /** The three things that can happen next. */
  enum Kind {
    SETTLED,
    OPEN,
    EXPIRY
  }

  /** What the server decided, as far as the step supposes something. */
  Reply hint() {
    if (kind == Kind.SETTLED) {
      return entry.reply;
    }
    return lease == 0 ? null : new Reply.Grant(0, lease, 0);
  }

  static Step settled(Entry entry) {
    return new Step(Kind.SETTLED, entry, -1, 0);
  }

  static Step open(Entry entry, int number) {
    return new Step(Kind.OPEN, entry, number, 0);
  }

  static Step openGrant(Entry entry, int number, long lease) {
    return new Step(Kind.OPEN, entry, number, lease);
  }

  static Step expiry(long lease) {
    return new Step(Kind.EXPIRY, null, -1, lease);
  }
}
