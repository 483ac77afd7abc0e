package dev.balsa.jepsen.sim;

import dev.balsa.raft.Entry;
import dev.balsa.raft.Message;
import java.util.HashMap;
import java.util.Map;

/**
 * What the members' messages give away about their votes and logs. All maps are only looked up.
 *
 * <ul>
 *   <li>A member votes for one candidate a term, also after a restart.
 *   <li>Two logs with an entry of the same index and term have the same entry there (log matching).
 *   <li>What is committed at an index stays what is committed there (equal committed prefixes).
 * </ul>
 */
final class MessageChecks {

  /** Voter and term. */
  private record Ballot(long voter, long term) {}

  /** A place in a log. */
  private record Position(long index, long term) {}

  private final Map<Ballot, Long> votes = new HashMap<>();
  private final Map<Position, Long> entries = new HashMap<>();
  private final Map<Long, Long> committedTerms = new HashMap<>();

  /** A member has sent a message, which may never arrive. */
  void sent(long sender, Message message) {
    if (message.from() != sender) {
      throw Broken.safety("sender", sender + " speaks in the name of " + message.from());
    }
    switch (message.type()) {
      case VOTE -> voted(sender, message.term(), sender);
      case VOTE_REPLY -> {
        if (!message.reject()) {
          voted(sender, message.term(), message.to());
        }
        committed(message.commit(), message.logTerm());
      }
      case APPEND, COMMIT -> append(message);
      default -> {
        // says nothing about votes and logs
      }
    }
  }

  private void voted(long voter, long term, long candidate) {
    Long first = votes.putIfAbsent(new Ballot(voter, term), candidate);
    if (first != null && first != candidate) {
      throw Broken.safety(
          "vote",
          "member " + voter + " voted for " + first + " and for " + candidate + " in term " + term);
    }
  }

  private void append(Message message) {
    if (message.index() <= message.commit()) {
      committed(message.index(), message.logTerm());
    }
    for (Entry entry : message.entries()) {
      Long first =
          entries.putIfAbsent(new Position(entry.index(), entry.term()), fingerprint(entry));
      if (first != null && first != fingerprint(entry)) {
        throw Broken.safety(
            "log-matching", "there are two entries " + entry.index() + " of term " + entry.term());
      }
      if (entry.index() <= message.commit()) {
        committed(entry.index(), entry.term());
      }
    }
  }

  private void committed(long index, long term) {
    if (index == 0 || term == 0) {
      return;
    }
    Long first = committedTerms.putIfAbsent(index, term);
    if (first != null && first != term) {
      throw Broken.safety(
          "committed-prefix",
          "at index "
              + index
              + " entries of the terms "
              + first
              + " and "
              + term
              + " are committed");
    }
  }

  /** The head of an entry names the request, so it is enough to tell entries apart. */
  private static long fingerprint(Entry entry) {
    byte[] data = entry.data();
    long print = Dice.mix(data.length + ((long) entry.type().number() << 32));
    for (int i = 0; i < Math.min(data.length, 32); i++) {
      print = print * 31 + data[i];
    }
    return print;
  }
}
