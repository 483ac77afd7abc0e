package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Compare;
import dev.balsa.jepsen.history.KeyVersion;

/** Conditions of transactions on one version of a key. */
final class Conditions {

  private Conditions() {}

  static boolean holds(Compare compare, KeyVersion kv) {
    int comparison =
        switch (compare.target()) {
          case VALUE -> kv.value().compareTo(compare.value());
          case VERSION -> Long.compare(kv.version(), compare.number());
          case CREATE -> Long.compare(kv.createRevision(), compare.number());
          case MOD -> Long.compare(kv.modRevision(), compare.number());
          case LEASE -> Long.compare(kv.lease(), compare.number());
        };
    return compare.operator().holds(comparison);
  }

  /** Where there is no key, numbers are 0 and no condition on the value holds. */
  static boolean holdsForNothing(Compare compare) {
    return compare.target() != Compare.Target.VALUE
        && compare.operator().holds(Long.compare(0, compare.number()));
  }
}
