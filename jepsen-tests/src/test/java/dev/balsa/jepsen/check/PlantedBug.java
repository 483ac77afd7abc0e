package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Outcome;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import dev.balsa.jepsen.history.WatchEvent;
import dev.balsa.jepsen.history.WatchMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Bugs of a server, planted into the record of a correct run: what clients would have seen had the
 * server had them.
 */
enum PlantedBug {
  PREVIOUS_VERSION_OF_THE_WRONG_REVISION(Checker.WATCH),
  WATCHER_SKIPS_A_REVISION_WHEN_IT_HAS_CAUGHT_UP(Checker.WATCH),
  PROGRESS_NOTICE_OVERTAKES_EVENTS(Checker.WATCH),
  EVENT_SENT_AGAIN_AFTER_A_RETRY(Checker.WATCH),
  COMPACTION_DROPS_A_LIVE_VERSION(Checker.COMPACTION),
  LEASE_REVOKED_EARLY_AFTER_A_LEADER_CHANGE(Checker.LEASE),
  STALE_READ_UNDER_PARTITION(Checker.LINEARIZABLE),
  ENTRY_APPLIED_TWICE_ON_ONE_MEMBER(Checker.CONVERGENCE),
  LOST_TAIL_AT_RESTART(Checker.DURABILITY),
  TORN_SERIALIZABLE_READ(Checker.SERIALIZABLE);

  /** Who must find it. */
  final Checker checker;

  PlantedBug(Checker checker) {
    this.checker = checker;
  }

  /** How many keys a run should have for a good chance of a place to plant it in. */
  int keys() {
    return this == COMPACTION_DROPS_A_LIVE_VERSION ? 40 : 8;
  }

  /** The history with the bug in it, or null if it has no place for it. */
  History plant(History history, Random random) {
    return switch (this) {
      case PREVIOUS_VERSION_OF_THE_WRONG_REVISION,
          WATCHER_SKIPS_A_REVISION_WHEN_IT_HAS_CAUGHT_UP,
          PROGRESS_NOTICE_OVERTAKES_EVENTS,
          EVENT_SENT_AGAIN_AFTER_A_RETRY ->
          inWatch(history, random);
      case COMPACTION_DROPS_A_LIVE_VERSION -> dropLive(history);
      case LEASE_REVOKED_EARLY_AFTER_A_LEADER_CHANGE -> endEarly(history, random);
      case STALE_READ_UNDER_PARTITION -> staleRead(history, random);
      case ENTRY_APPLIED_TWICE_ON_ONE_MEMBER -> appliedTwice(history);
      case LOST_TAIL_AT_RESTART -> lostTail(history);
      case TORN_SERIALIZABLE_READ -> tornRead(history, random);
    };
  }

  private History inWatch(History history, Random random) {
    List<WatchMessage> messages = new ArrayList<>(history.messages());
    int start = random.nextInt(messages.size() + 1);
    for (int i = 0; i < messages.size(); i++) {
      int at = (start + i) % messages.size();
      if (plantAt(messages, at)) {
        return history.withMessages(messages);
      }
    }
    return null;
  }

  private boolean plantAt(List<WatchMessage> messages, int at) {
    WatchMessage message = messages.get(at);
    if (message.events().isEmpty() || message.fragment()) {
      return false;
    }
    WatchEvent first = message.events().get(0);
    WatchEvent last = message.events().get(message.events().size() - 1);
    if (this == PREVIOUS_VERSION_OF_THE_WRONG_REVISION) {
      if (first.prev() == null || first.delete()) {
        return false;
      }
      List<WatchEvent> events = new ArrayList<>(message.events());
      events.set(0, WatchEvent.put(first.kv(), first.kv()));
      messages.set(at, with(message, events));
    } else if (this == WATCHER_SKIPS_A_REVISION_WHEN_IT_HAS_CAUGHT_UP) {
      if (last.revision() == first.revision()) {
        return false;
      }
      List<WatchEvent> events = new ArrayList<>(message.events());
      events.removeIf(event -> event.revision() == first.revision());
      messages.set(at, with(message, events));
    } else if (this == PROGRESS_NOTICE_OVERTAKES_EVENTS) {
      messages.add(
          at,
          new WatchMessage(
              message.watch(),
              message.time(),
              WatchMessage.Kind.PROGRESS,
              last.revision(),
              0,
              "",
              false,
              List.of()));
    } else {
      messages.add(at + 1, message);
    }
    return true;
  }

  private static WatchMessage with(WatchMessage message, List<WatchEvent> events) {
    return new WatchMessage(
        message.watch(),
        message.time(),
        message.kind(),
        message.revision(),
        message.compactRevision(),
        message.reason(),
        message.fragment(),
        List.copyOf(events));
  }

  private static StateReading with(StateReading reading, long revision, List<KeyVersion> kvs) {
    return new StateReading(
        reading.member(),
        reading.time(),
        revision,
        reading.compactRevision(),
        reading.hash(),
        List.copyOf(kvs),
        reading.leases());
  }

  private static History dropLive(History history) {
    List<StateReading> finals = new ArrayList<>();
    boolean dropped = false;
    for (StateReading reading : history.finals()) {
      List<KeyVersion> kvs = new ArrayList<>(reading.kvs());
      dropped |= kvs.removeIf(kv -> kv.modRevision() <= reading.compactRevision());
      finals.add(with(reading, reading.revision(), kvs));
    }
    return dropped ? history.withFinals(finals) : null;
  }

  /** The new leader knows nothing of a renewal: right behind it the lease is gone. */
  private static History endEarly(History history, Random random) {
    List<Operation> operations = new ArrayList<>(history.operations());
    int start = random.nextInt(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      Operation op = operations.get((start + i) % operations.size());
      if (op.request() instanceof Request.KeepAlive keepAlive
          && op.reply() instanceof Reply.KeepAlive reply
          && reply.ttlSeconds() > 0
          && !revoked(history, keepAlive.id())) {
        operations.add(
            new Operation(
                op.client(),
                "m2",
                op.returned() + 1,
                op.returned() + 2,
                new Request.TimeToLive(keepAlive.id(), false),
                new Outcome.Answered(new Reply.TimeToLive(reply.revision(), -1, 0, List.of()))));
        return history.withOperations(operations);
      }
    }
    return null;
  }

  private static boolean revoked(History history, long lease) {
    return history.operations().stream()
        .anyMatch(op -> op.request() instanceof Request.Revoke revoke && revoke.id() == lease);
  }

  /** A read is answered by a member that a partition has left behind. */
  private static History staleRead(History history, Random random) {
    Linearizability.Outcome outcome = Linearizability.check(history, CheckOptions.DEFAULT);
    Timeline timeline = new Timeline(history, outcome.problem(), outcome.order());
    List<Operation> operations = new ArrayList<>(history.operations());
    int start = random.nextInt(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      int at = (start + i) % operations.size();
      Operation op = operations.get(at);
      if (op.request() instanceof Request.Range range
          && !range.serializable()
          && range.revision() == 0
          && op.reply() instanceof Reply.Range) {
        long before = acknowledgedBefore(history, op.invoked()) - 1;
        if (before >= 2) {
          Reply stale = timeline.answer(range, before);
          operations.set(at, answered(op, stale));
          return history.withOperations(operations);
        }
      }
    }
    return null;
  }

  private static Operation answered(Operation op, Reply reply) {
    return new Operation(
        op.client(),
        op.member(),
        op.invoked(),
        op.returned(),
        op.request(),
        new Outcome.Answered(reply));
  }

  private static long acknowledgedBefore(History history, long time) {
    return history.operations().stream()
        .filter(op -> op.reply() != null && op.returned() < time)
        .filter(op -> Replies.madeRevision(op.reply()))
        .mapToLong(op -> op.reply().revision())
        .max()
        .orElse(0);
  }

  private static History appliedTwice(History history) {
    List<StateReading> finals = new ArrayList<>(history.finals());
    StateReading reading = finals.get(2);
    if (reading.kvs().isEmpty()) {
      return null;
    }
    List<KeyVersion> kvs = new ArrayList<>(reading.kvs());
    KeyVersion kv = kvs.remove(0);
    kvs.add(
        0,
        new KeyVersion(
            kv.key(),
            kv.value(),
            kv.createRevision(),
            reading.revision() + 1,
            kv.version() + 1,
            kv.lease()));
    finals.set(2, with(reading, reading.revision() + 1, kvs));
    return history.withFinals(finals);
  }

  /** All members start again without the last acknowledged revision. */
  private static History lostTail(History history) {
    Linearizability.Outcome outcome = Linearizability.check(history, CheckOptions.DEFAULT);
    Timeline timeline = new Timeline(history, outcome.problem(), outcome.order());
    long last = acknowledgedBefore(history, Long.MAX_VALUE);
    if (last < 3) {
      return null;
    }
    List<StateReading> finals = new ArrayList<>();
    for (StateReading reading : history.finals()) {
      finals.add(with(reading, last - 1, timeline.range("", "\0", last - 1)));
    }
    return history.withFinals(finals).withMessages(List.of());
  }

  private static History tornRead(History history, Random random) {
    List<Operation> operations = new ArrayList<>(history.operations());
    int start = random.nextInt(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      int at = (start + i) % operations.size();
      Operation op = operations.get(at);
      if (op.request() instanceof Request.Range range
          && range.serializable()
          && op.reply() instanceof Reply.Range reply
          && reply.kvs().size() > 1) {
        List<KeyVersion> kvs = reply.kvs().subList(1, reply.kvs().size());
        operations.set(
            at,
            answered(op, new Reply.Range(reply.revision(), kvs, reply.more(), reply.count() - 1)));
        return history.withOperations(operations);
      }
    }
    return null;
  }
}
