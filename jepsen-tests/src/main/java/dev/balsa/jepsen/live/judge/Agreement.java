package dev.balsa.jepsen.live.judge;

import dev.balsa.api.Event;
import dev.balsa.api.HashKVResponse;
import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.Operation;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.StateReading;
import dev.balsa.jepsen.history.Wire;
import dev.balsa.jepsen.live.client.Admin;
import dev.balsa.jepsen.live.client.Journal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * After everything came to rest: all members hold the same, and every acknowledged write is there
 * at the revision that its acknowledgement named.
 */
public final class Agreement {
  private static final int REST_SECONDS_MAX = 60;
  private static final int LOOK_AGAIN_MILLIS = 50;

  private final Admin admin;
  private final Journal journal;

  /** Judges what a journal holds by what members say now. */
  public Agreement(Admin admin, Journal journal) {
    this.admin = admin;
    this.journal = journal;
  }

  /** Waits until all of these members have applied the same; the revision that they are at. */
  public long awaitRest(List<Integer> members) throws InterruptedException {
    String last = "";
    for (int i = 0; i < REST_SECONDS_MAX * 1_000 / LOOK_AGAIN_MILLIS; i++) {
      try {
        long revision = admin.revision(members.get(0));
        boolean same = true;
        for (int member : members) {
          long local = admin.localCount(member).getHeader().getRevision();
          same &= local == revision;
          last = "member " + member + " is at revision " + local + " of " + revision;
        }
        if (same) {
          return revision;
        }
      } catch (io.grpc.StatusRuntimeException e) {
        last = e.toString();
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    throw new AssertionError(
        "the members did not come to rest within " + REST_SECONDS_MAX + " s: " + last);
  }

  /**
   * Compares the members at a revision that all have reached, and writes their state into the
   * journal.
   *
   * @param from the first revision to look at; what lies below was looked at before
   */
  public void check(List<Integer> members, long from, long revision) throws InterruptedException {
    long compacted = checkHashes(members, revision);
    long first = Math.max(from, compacted + 1);
    Map<Long, List<Event>> reference = history(members.get(0), first, revision);
    for (int member : members.subList(1, members.size())) {
      compare(members.get(0), reference, member, history(member, first, revision));
    }
    checkAcknowledged(reference, first);
  }

  /** The revision up to which at least one member has forgotten. */
  private long checkHashes(List<Integer> members, long revision) {
    HashKVResponse first = null;
    long compacted = 0;
    for (int member : members) {
      HashKVResponse hash = admin.hash(member, revision);
      compacted = Math.max(compacted, hash.getCompactRevision());
      journal
          .recorder()
          .finalState(
              new StateReading(
                  "m" + member,
                  journal.recorder().stamp(),
                  revision,
                  hash.getCompactRevision(),
                  hash.getHash(),
                  admin.contents(member, revision),
                  null));
      if (first == null) {
        first = hash;
      } else if (first.getHash() != hash.getHash()
          && first.getCompactRevision() == hash.getCompactRevision()) {
        journal.violation(
            "at revision %d member %d hashes to %d, member %d to %d"
                .formatted(revision, members.get(0), first.getHash(), member, hash.getHash()));
      }
    }
    return compacted;
  }

  private Map<Long, List<Event>> history(int member, long from, long revision)
      throws InterruptedException {
    Map<Long, List<Event>> events = new HashMap<>();
    admin.history(
        member,
        from,
        revision,
        event ->
            events
                .computeIfAbsent(event.getKv().getModRevision(), main -> new ArrayList<>(1))
                .add(event));
    return events;
  }

  private void compare(
      int one, Map<Long, List<Event>> reference, int other, Map<Long, List<Event>> events) {
    if (!reference.equals(events)) {
      long revision =
          reference.keySet().stream()
              .filter(main -> !reference.get(main).equals(events.get(main)))
              .min(Long::compare)
              .orElse(0L);
      journal.violation(
          "members %d and %d tell different histories, first at revision %d: %s, %s"
              .formatted(one, other, revision, reference.get(revision), events.get(revision)));
    }
  }

  /** Nothing that was acknowledged is missing. */
  private void checkAcknowledged(Map<Long, List<Event>> events, long first) {
    History history = journal.history();
    for (Operation operation : history.operations()) {
      Reply reply = operation.reply();
      if (reply == null || reply.revision() < first) {
        continue;
      }
      for (Request.Put put : puts(operation)) {
        boolean there =
            events.getOrDefault(reply.revision(), List.of()).stream()
                .anyMatch(
                    event ->
                        Wire.octets(event.getKv().getKey()).equals(put.key())
                            && Wire.octets(event.getKv().getValue()).equals(put.value()));
        if (!there) {
          journal.violation("lost: " + operation);
        }
      }
    }
  }

  /** What an answered operation wrote. */
  private static List<Request.Put> puts(Operation operation) {
    if (operation.request() instanceof Request.Put put) {
      return List.of(put);
    }
    if (operation.request() instanceof Request.Txn txn
        && operation.reply() instanceof Reply.Txn reply) {
      return (reply.succeeded() ? txn.success() : txn.failure())
          .stream().filter(Request.Put.class::isInstance).map(Request.Put.class::cast).toList();
    }
    return List.of();
  }
}
