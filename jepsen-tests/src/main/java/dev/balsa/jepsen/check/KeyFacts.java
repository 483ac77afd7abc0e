package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What linearizable answers say for certain about one key over all revisions: what versions were
 * seen, when it was absent, how long it stayed untouched, at which revisions it was put.
 */
final class KeyFacts {

  private final TreeMap<Long, KeyVersion> seen = new TreeMap<>();

  /** From a modification revision, how far nobody changed the key. */
  private final TreeMap<Long, Long> quiet = new TreeMap<>();

  private final TreeSet<Long> absent = new TreeSet<>();
  private final TreeSet<Long> puts = new TreeSet<>();
  private final TreeSet<Long> deletes = new TreeSet<>();

  void seen(KeyVersion kv, long at) {
    seen.put(kv.modRevision(), kv);
    if (kv.modRevision() <= at) {
      quiet.merge(kv.modRevision(), at, Math::max);
    }
  }

  void absent(long at) {
    absent.add(at);
  }

  void put(long revision) {
    puts.add(revision);
  }

  /** Somebody certainly deleted something at this revision, perhaps this key. */
  void perhapsDeleted(long revision) {
    deletes.add(revision);
  }

  /**
   * Whether the key can have been changed to this, a delete included, at its revision.
   *
   * @param claimed revisions that answers claim; in any other somebody may have deleted the key
   */
  boolean allow(KeyVersion now, Set<Long> claimed) {
    long revision = now.modRevision();
    Map.Entry<Long, Long> last = quiet.floorEntry(revision - 1);
    if (last != null && last.getValue() >= revision) {
      return false;
    }
    Map.Entry<Long, KeyVersion> next = seen.higherEntry(revision);
    KeyVersion later = next == null ? null : next.getValue();
    if (now.version() == 0) {
      return later == null || later.createRevision() > revision;
    }
    Long gone = absent.ceiling(revision);
    if (gone != null && (later == null || gone < later.modRevision())) {
      return deletable(revision, gone, claimed);
    }
    return later == null || follows(now, later, claimed);
  }

  private boolean follows(KeyVersion now, KeyVersion later, Set<Long> claimed) {
    long revision = now.modRevision();
    if (later.createRevision() > revision) {
      return deletable(revision, later.createRevision() - 1, claimed);
    }
    int between = puts.subSet(revision, false, later.modRevision(), false).size();
    return later.createRevision() == now.createRevision()
        && now.version() + between + 1 <= later.version();
  }

  private boolean deletable(long after, long upTo, Set<Long> claimed) {
    if (upTo > after && !deletes.subSet(after, false, upTo, true).isEmpty()) {
      return true;
    }
    for (long revision = after + 1; revision <= upTo; revision++) {
      if (!claimed.contains(revision)) {
        return true;
      }
    }
    return false;
  }
}
