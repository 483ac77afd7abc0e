package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.History;
import dev.balsa.jepsen.history.StateReading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** At rest, all members hold the same: revision, keys, hash, leases. */
final class Convergence {

  private static final String PROMISE = "all members hold the same in the end";

  private Convergence() {}

  static List<Finding> check(History history) {
    List<Finding> findings = new ArrayList<>();
    if (history.finals().isEmpty()) {
      return findings;
    }
    StateReading first = history.finals().get(0);
    for (StateReading other : history.finals().subList(1, history.finals().size())) {
      String difference = difference(first, other);
      if (difference != null) {
        findings.add(
            Finding.of(
                Checker.CONVERGENCE,
                PROMISE,
                first.member() + " and " + other.member() + " differ in " + difference));
      }
    }
    return findings;
  }

  private static String difference(StateReading one, StateReading other) {
    if (one.revision() != other.revision()) {
      return "their revision: " + one.revision() + " and " + other.revision();
    }
    if (!one.kvs().equals(other.kvs())) {
      Set<Object> only = new HashSet<>(one.kvs());
      only.removeAll(new HashSet<>(other.kvs()));
      Set<Object> onlyOther = new HashSet<>(other.kvs());
      onlyOther.removeAll(new HashSet<>(one.kvs()));
      return "keys: only the one has " + only + ", only the other has " + onlyOther;
    }
    boolean comparable = one.compactRevision() == other.compactRevision();
    if (comparable && one.hash() != 0 && other.hash() != 0 && one.hash() != other.hash()) {
      return "their hash at revision "
          + one.revision()
          + ": "
          + Long.toHexString(one.hash())
          + " and "
          + Long.toHexString(other.hash());
    }
    boolean leases = one.leases() != null && other.leases() != null;
    if (leases && !Objects.equals(new HashSet<>(one.leases()), new HashSet<>(other.leases()))) {
      return "their leases: " + one.leases() + " and " + other.leases();
    }
    return null;
  }
}
