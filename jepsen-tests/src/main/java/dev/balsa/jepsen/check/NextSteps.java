package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Refusals;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may come next at a position of the search, the likeliest first.
 *
 * <p>The revision guides: a revision that an answer claims is made by that operation and nobody
 * else, and not before everybody who answered with the revision before it is in the order. So the
 * search has a choice only where a revision is claimed by nobody. It was made by an operation of
 * unknown outcome, or by a lease that ran out.
 *
 * <p>What changes no key (an expired lease without keys, an unanswered grant or compaction) may as
 * well have happened right before the first operation that notices; so it is offered only when
 * somebody who could be next depends on it.
 */
final class NextSteps {

  private final Position position;
  private final Evidence evidence;
  private final Bindings bindings;
  private final Set<Long> claimed = new HashSet<>();
  private final Set<Long> granted = new HashSet<>();
  private final Set<Long> grantedAgain = new HashSet<>();
  private final Map<Long, Long> lastUse = new HashMap<>();

  NextSteps(Position position, Problem problem, Evidence evidence) {
    this.position = position;
    this.evidence = evidence;
    this.bindings = new Bindings(problem, evidence);
    for (Entry entry : position.settled().all()) {
      if (entry.kind == Entry.Kind.WRITE) {
        claimed.add(entry.slot);
      }
      if (entry.reply != null) {
        noteLeases(entry);
      }
    }
    for (var operation : problem.open()) {
      if (operation.request() instanceof Request.Grant grant) {
        grantedAgain.add(grant.id());
      }
    }
  }

  private void noteLeases(Entry entry) {
    Set<Long> leases = new HashSet<>();
    if (entry.reply instanceof Reply.Grant grant) {
      if (!granted.add(grant.id())) {
        grantedAgain.add(grant.id());
      }
    } else if (entry.request() instanceof Request.Put
        || entry.request() instanceof Request.Revoke) {
      leasesOf(entry.request(), leases);
    }
    leases.forEach(lease -> lastUse.merge(lease, entry.slot, Math::max));
  }

  /** The choices at this position. */
  List<Step> choices() {
    long revision = position.model().revision();
    boolean complete = position.settled().at(revision) == 0;
    List<Step> steps = new ArrayList<>();
    Demand demand = new Demand();
    for (Entry entry : position.settled().window()) {
      boolean nextRevision = entry.slot == revision + 1 && complete;
      boolean thisRevision = entry.slot == revision && entry.kind == Entry.Kind.OTHER;
      boolean revocation = entry.request() instanceof Request.Revoke;
      if (thisRevision || (nextRevision && (entry.kind == Entry.Kind.WRITE || revocation))) {
        steps.add(Step.settled(entry));
      }
      demand.of(entry);
    }
    long limit = position.settled().limit();
    if (complete && !claimed.contains(revision + 1) && position.settled().needsMoreThan(revision)) {
      makersOfNext(limit, demand).forEach(candidate -> steps.add(candidate.step()));
    }
    addSilent(steps, limit, demand);
    return steps;
  }

  /** What those who could be next depend on, beside keys. */
  private static final class Demand {
    private final Set<Long> leasesPresent = new LinkedHashSet<>();
    private final Set<Long> leasesAbsent = new LinkedHashSet<>();
    private boolean compaction;

    void of(Entry entry) {
      String refusal = entry.operation.refusal();
      boolean absent =
          Refusals.LEASE_NOT_FOUND.equals(refusal)
              || (refusal == null && entry.request() instanceof Request.Grant);
      leasesOf(entry.request(), absent ? leasesAbsent : leasesPresent);
      compaction |= Refusals.COMPACTED.equals(refusal);
    }
  }

  static void leasesOf(Request request, Set<Long> leases) {
    if (request instanceof Request.Put put && put.lease() != 0) {
      leases.add(put.lease());
    } else if (request instanceof Request.Grant grant) {
      leases.add(grant.id());
    } else if (request instanceof Request.Revoke revoke) {
      leases.add(revoke.id());
    } else if (request instanceof Request.Txn txn) {
      txn.success().forEach(inner -> leasesOf(inner, leases));
      txn.failure().forEach(inner -> leasesOf(inner, leases));
    }
  }

  /**
   * What may have made a revision.
   *
   * @param disagreement with what watchers tell
   * @param sinceNanos how long ago it became possible: the shorter, the likelier
   */
  private record Candidate(Step step, int disagreement, long sinceNanos) {

    static final Comparator<Candidate> LIKELIEST_FIRST =
        Comparator.comparingInt(Candidate::disagreement).thenComparingLong(Candidate::sinceNanos);
  }

  private List<Candidate> makersOfNext(long limit, Demand demand) {
    long revision = position.model().revision() + 1;
    List<Candidate> candidates = new ArrayList<>();
    Set<Request> tried = new HashSet<>();
    for (int i = 0; i < position.openCount(); i++) {
      Entry entry = position.open(i);
      if (entry != null && entry.invoked() <= limit) {
        leasesOf(entry.request(), demand.leasesPresent);
        if (bindings.allow(i, revision)
            && Replies.mayWrite(entry.request())
            && tried.add(entry.request())) {
          tryOut(Step.open(entry, i), limit - entry.invoked(), candidates);
        }
      }
    }
    for (long lease : List.copyOf(position.model().leases())) {
      if (!position.model().keysOf(lease).isEmpty()
          && mayEnd(lease, revision)
          && evidence.mayExpire(lease, revision)) {
        tryOut(Step.expiry(lease), evidence.overFor(lease, limit), candidates);
      }
    }
    candidates.sort(Candidate.LIKELIEST_FIRST);
    return candidates;
  }

  /**
   * With everybody in the order: what watchers and final readings tell about the next revision, if
   * they tell of one and an open operation or an expiry fits exactly; else null.
   */
  Step toldNext() {
    if (!evidence.told(position.model().revision() + 1)) {
      return null;
    }
    List<Candidate> candidates = makersOfNext(Long.MAX_VALUE, new Demand());
    return candidates.isEmpty() || candidates.get(0).disagreement() > Evidence.MORE_THAN_TOLD
        ? null
        : candidates.get(0).step();
  }

  private void tryOut(Step step, long sinceNanos, List<Candidate> candidates) {
    Position.Mark mark = position.mark();
    long before = position.model().revision();
    if (position.take(step)) {
      Model model = position.model();
      if (model.revision() > before && evidence.allows(model, position.changed())) {
        candidates.add(
            new Candidate(step, evidence.disagreement(model, position.changed()), sinceNanos));
      }
      position.backTo(mark);
    }
  }

  private void addSilent(List<Step> steps, long limit, Demand demand) {
    Model model = position.model();
    boolean nameless = false;
    for (int i = 0; i < position.openCount(); i++) {
      Entry entry = position.open(i);
      if (entry == null || entry.invoked() > limit) {
        continue;
      }
      Request request = entry.request();
      if ((request instanceof Request.Compact && demand.compaction)
          || (request instanceof Request.Revoke revoke && endsSilently(revoke.id(), demand))) {
        steps.add(Step.open(entry, i));
      } else if (request instanceof Request.Grant grant && grant.id() == 0) {
        if (!nameless) {
          addGrants(steps, entry, i, demand);
        }
        nameless = true;
      } else if (request instanceof Request.Grant grant
          && demand.leasesPresent.contains(grant.id())
          && !model.hasLease(grant.id())) {
        steps.add(Step.open(entry, i));
      }
    }
    for (long lease : demand.leasesAbsent) {
      if (endsSilently(lease, demand)) {
        steps.add(Step.expiry(lease));
      }
    }
  }

  private boolean endsSilently(long lease, Demand demand) {
    Model model = position.model();
    return demand.leasesAbsent.contains(lease)
        && model.hasLease(lease)
        && model.keysOf(lease).isEmpty()
        && mayEnd(lease, model.revision());
  }

  /** Whether no answer needs the lease behind this revision, granted only once. */
  private boolean mayEnd(long lease, long revision) {
    return grantedAgain.contains(lease) || lastUse.getOrDefault(lease, 0L) <= revision;
  }

  /** The server chose the id: it can be any that somebody names and that is not there. */
  private void addGrants(List<Step> steps, Entry entry, int number, Demand demand) {
    for (long lease : demand.leasesPresent) {
      if (lease != 0 && !position.model().hasLease(lease)) {
        steps.add(Step.openGrant(entry, number, lease));
      }
    }
  }
}
