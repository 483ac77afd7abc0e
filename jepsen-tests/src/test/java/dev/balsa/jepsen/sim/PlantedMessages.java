package dev.balsa.jepsen.sim;

import dev.balsa.raft.Entry;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bugs of consensus, as the other members see them: in what is said. */
final class PlantedMessages {

  private PlantedMessages() {}

  private static Message changed(
      Message m, long term, List<Entry> entries, long commit, boolean reject) {
    return new Message(
        m.type(),
        m.from(),
        m.to(),
        term,
        m.logTerm(),
        m.index(),
        entries,
        commit,
        reject,
        m.rejectHint(),
        m.context(),
        m.snapshot());
  }

  /**
   * Whoever has voted for one candidate of a term votes for the next one, too. And who forgets that
   * promises its vote to anybody, or two candidates in a term would be a rare sight.
   */
  static final class VoteForgotten extends Seams {
    private record Ballot(long voter, long term) {}

    private record Question(long candidate, long voter) {}

    private final Set<Ballot> votes = new HashSet<>();
    private final Map<Question, Long> termsToCome = new HashMap<>();

    @Override
    Message message(Message message) {
      return switch (message.type()) {
        case PRE_VOTE -> {
          termsToCome.put(new Question(message.from(), message.to()), message.term());
          yield message;
        }
        case PRE_VOTE_REPLY -> {
          Long term = termsToCome.get(new Question(message.to(), message.from()));
          yield message.reject() && term != null ? granted(message, term) : message;
        }
        case VOTE -> {
          votes.add(new Ballot(message.from(), message.term()));
          yield message;
        }
        case VOTE_REPLY ->
            votes.add(new Ballot(message.from(), message.term()))
                ? message
                : granted(message, message.term());
        default -> message;
      };
    }

    private static Message granted(Message message, long term) {
      return changed(message, term, message.entries(), message.commit(), false);
    }
  }

  /** Now and then a member gets an entry with the data of the entry that was sent before it. */
  static final class EntriesMixedUp extends Seams {
    private static final int ONE_IN = 20;
    private int counted;
    private byte[] before = {};

    @Override
    Message message(Message message) {
      if (message.type() != MessageType.APPEND || message.entries().isEmpty()) {
        return message;
      }
      List<Entry> entries = new ArrayList<>(message.entries());
      int at = entries.size() - 1;
      Entry last = entries.get(at);
      byte[] data = before;
      before = last.data();
      if (++counted % ONE_IN != 0) {
        return message;
      }
      entries.set(at, new Entry(last.term(), last.index(), last.type(), data));
      return changed(message, message.term(), entries, message.commit(), message.reject());
    }
  }

  /** A leader tells that what it sends is committed, before anybody has it. */
  static final class CommittedTooEarly extends Seams {
    @Override
    Message message(Message message) {
      int size = message.entries().size();
      long last = message.index() + size;
      return message.type() != MessageType.APPEND || size == 0
          ? message
          : changed(message, message.term(), message.entries(), last, message.reject());
    }
  }
}
