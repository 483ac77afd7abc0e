package dev.balsa.mvcc;

/**
 * A random life of a store that depends on nothing but its seed, one change an index: whoever lives
 * it up to the same index has the same state.
 */
final class RandomLife {

  private final Scenario scenario;
  private long index;

  RandomLife(long seed) {
    this.scenario = new Scenario(seed);
  }

  long index() {
    return index;
  }

  /** Applies the next change inside an open batch. */
  void step(Store store) {
    index++;
    try {
      switch (scenario.below(16)) {
        case 0 -> store.grantLease(scenario.lease(), 1 + scenario.below(50));
        case 1 -> store.revokeLease(scenario.lease());
        case 2 -> store.compact(store.revision() - scenario.below(30));
        default -> store.apply(scenario.op(store.revision(), store.scheduledCompactRevision()));
      }
    } catch (MvccException e) {
      if (e.kind() == MvccException.Kind.CORRUPT || e.kind() == MvccException.Kind.STORAGE) {
        throw e;
      }
    }
  }

  /** Lives on until an index, one batch a change. */
  void liveTo(long last, Store store) {
    while (index < last) {
      store.beginBatch();
      step(store);
      store.commitBatch(index, 1);
    }
  }
}
