package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state of an etcd store as a search needs it: every version of every key, leases, compaction;
 * changed in place, with a log that takes back the last changes, and with a hash of the whole state
 * that costs nothing to keep.
 *
 * <p>A key's versions ascend by modification revision; a delete is a version numbered 0. {@link
 * Execution} says what requests do to it.
 */
final class Model {

  private final TreeMap<String, List<KeyVersion>> keys = new TreeMap<>();
  private final TreeMap<Long, TreeSet<String>> leases = new TreeMap<>();
  private final List<Runnable> undo = new ArrayList<>();
  private final boolean historyCounts;
  private long revision = 1;
  private long compactRevision = -1;
  private long hash;

  /**
   * A store at its beginning.
   *
   * @param historyCounts whether two states with the same present but another past differ for the
   *     hash: necessary if somebody reads the past
   */
  Model(StateReading initial, boolean historyCounts) {
    this.historyCounts = historyCounts;
    if (initial != null) {
      revision = initial.revision();
      compactRevision = initial.compactRevision() == 0 ? -1 : initial.compactRevision();
      if (initial.leases() != null) {
        initial.leases().forEach(this::grant);
      }
      for (KeyVersion kv : initial.kvs()) {
        if (kv.lease() != 0 && !leases.containsKey(kv.lease())) {
          grant(kv.lease());
        }
        write(kv);
      }
      undo.clear();
    }
  }

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  long hash() {
    return Hashing.mix(hash + revision * 31 + compactRevision);
  }

  /** Where the log of changes stands. */
  int mark() {
    return undo.size();
  }

  /** Takes back every change since the mark. */
  void undoTo(int mark) {
    while (undo.size() > mark) {
      undo.remove(undo.size() - 1).run();
    }
  }

  void revision(long next) {
    long before = revision;
    undo.add(() -> revision = before);
    revision = next;
  }

  void compact(long upTo) {
    long before = compactRevision;
    undo.add(() -> compactRevision = before);
    compactRevision = upTo;
  }

  /** Appends a version to its key; version 0 deletes. */
  void write(KeyVersion kv) {
    List<KeyVersion> versions = keys.computeIfAbsent(kv.key(), any -> new ArrayList<>(2));
    KeyVersion before = versions.isEmpty() ? null : versions.get(versions.size() - 1);
    versions.add(kv);
    long hashBefore = hash;
    if (before != null && before.version() != 0) {
      detach(before);
      if (!historyCounts) {
        hash -= Hashing.of(before);
      }
    }
    if (kv.version() != 0 || historyCounts) {
      hash += Hashing.of(kv);
    }
    if (kv.version() != 0) {
      attach(kv);
    }
    undo.add(
        () -> {
          versions.remove(versions.size() - 1);
          hash = hashBefore;
          if (kv.version() != 0) {
            detach(kv);
          }
          if (before != null && before.version() != 0) {
            attach(before);
          }
        });
  }

  private void attach(KeyVersion kv) {
    TreeSet<String> attached = leases.get(kv.lease());
    if (attached != null) {
      attached.add(kv.key());
    }
  }

  private void detach(KeyVersion kv) {
    TreeSet<String> attached = leases.get(kv.lease());
    if (attached != null) {
      attached.remove(kv.key());
    }
  }

  void grant(long lease) {
    leases.put(lease, new TreeSet<>());
    hash += Hashing.mix(lease);
    undo.add(
        () -> {
          leases.remove(lease);
          hash -= Hashing.mix(lease);
        });
  }

  /** Forgets a lease whose keys are gone already. */
  void forget(long lease) {
    TreeSet<String> attached = leases.remove(lease);
    hash -= Hashing.mix(lease);
    undo.add(
        () -> {
          leases.put(lease, attached);
          hash += Hashing.mix(lease);
        });
  }

  boolean hasLease(long lease) {
    return leases.containsKey(lease);
  }

  /** Keys of a lease in key order, a copy; empty if there is no such lease. */
  List<String> keysOf(long lease) {
    Collection<String> attached = leases.get(lease);
    return attached == null ? List.of() : List.copyOf(attached);
  }

  Collection<Long> leases() {
    return Collections.unmodifiableCollection(leases.keySet());
  }

  /** The version of a key that is visible at a revision, null if there is none. */
  KeyVersion at(String key, long atRevision) {
    List<KeyVersion> versions = keys.get(key);
    return versions == null ? null : visible(versions, atRevision);
  }

  /** The versions that are visible in an interval at a revision, in key order. */
  List<KeyVersion> range(String key, String end, long atRevision) {
    if (end.isEmpty()) {
      KeyVersion one = at(key, atRevision);
      return one == null ? List.of() : List.of(one);
    }
    if (!end.equals("\0") && end.compareTo(key) <= 0) {
      return List.of();
    }
    NavigableMap<String, List<KeyVersion>> part =
        end.equals("\0") ? keys.tailMap(key, true) : keys.subMap(key, true, end, false);
    List<KeyVersion> found = new ArrayList<>();
    for (List<KeyVersion> versions : part.values()) {
      KeyVersion kv = visible(versions, atRevision);
      if (kv != null) {
        found.add(kv);
      }
    }
    return found;
  }

  private static KeyVersion visible(List<KeyVersion> versions, long atRevision) {
    for (int i = versions.size() - 1; i >= 0; i--) {
      KeyVersion kv = versions.get(i);
      if (kv.modRevision() <= atRevision) {
        return kv.version() == 0 ? null : kv;
      }
    }
    return null;
  }

  /** The newest version that was written to a key, a delete included; null if there is none. */
  KeyVersion newest(String key) {
    List<KeyVersion> versions = keys.get(key);
    return versions == null || versions.isEmpty() ? null : versions.get(versions.size() - 1);
  }
}
