package dev.balsa.mvcc;

import java.util.List;
import java.util.Objects;

/**
 * A request to the key space. Immutable; arrays are handed on without a copy and never modified.
 */
public sealed interface Op {

  /**
   * Reads keys.
   *
   * @param range the keys
   * @param limit the largest number of keys to return; 0 or less for all
   * @param revision the state to read; 0 or less for the current one
   * @param order direction of the sort
   * @param target what to sort by
   * @param keysOnly leave values out; the answer then comes from the key index and carries lease 0
   * @param countOnly return nothing but the count
   * @param minModRevision drop keys modified before this revision; 0 for no bound
   * @param maxModRevision drop keys modified after this revision; 0 for no bound
   * @param minCreateRevision drop keys created before this revision; 0 for no bound
   * @param maxCreateRevision drop keys created after this revision; 0 for no bound
   */
  record Range(
      KeyRange range,
      long limit,
      long revision,
      SortOrder order,
      SortTarget target,
      boolean keysOnly,
      boolean countOnly,
      long minModRevision,
      long maxModRevision,
      long minCreateRevision,
      long maxCreateRevision)
      implements Op {

    public Range {
      Objects.requireNonNull(range, "range");
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(target, "target");
    }

    /** Everything in {@code range} at {@code revision} (0: now), in key order. */
    public static Range of(KeyRange range, long revision) {
      return page(range, revision, 0);
    }

    /** The first {@code limit} keys of {@code range} at {@code revision} (0: now), in key order. */
    public static Range page(KeyRange range, long revision, long limit) {
      return new Range(
          range, limit, revision, SortOrder.NONE, SortTarget.KEY, false, false, 0, 0, 0, 0);
    }

    /** Whether it asks for the versions of an interval in key order, and for nothing else. */
    public boolean isPlainList() {
      return !range.isSingle()
          && target == SortTarget.KEY
          && order != SortOrder.DESCEND
          && !keysOnly
          && !countOnly
          && !hasRevisionFilters();
    }

    boolean hasRevisionFilters() {
      return minModRevision != 0
          || maxModRevision != 0
          || minCreateRevision != 0
          || maxCreateRevision != 0;
    }

    boolean passes(long createRevision, long modRevision) {
      return (maxModRevision == 0 || modRevision <= maxModRevision)
          && (minModRevision == 0 || modRevision >= minModRevision)
          && (maxCreateRevision == 0 || createRevision <= maxCreateRevision)
          && (minCreateRevision == 0 || createRevision >= minCreateRevision);
    }
  }

  /**
   * Writes a key.
   *
   * @param key the key; not empty
   * @param value the value; may be empty
   * @param lease the lease to attach the key to; 0 detaches it
   * @param prevKv return the version that the put replaces
   * @param ignoreValue keep the present value
   * @param ignoreLease keep the present lease
   */
  record Put(
      byte[] key,
      byte[] value,
      long lease,
      boolean prevKv,
      boolean ignoreValue,
      boolean ignoreLease)
      implements Op {

    public Put {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
    }

    /** A plain put without a lease. */
    public static Put of(byte[] key, byte[] value) {
      return new Put(key, value, 0, false, false, false);
    }
  }

  /**
   * Deletes every key in a range.
   *
   * @param range the keys
   * @param prevKv return the versions that were deleted
   */
  record Delete(KeyRange range, boolean prevKv) implements Op {

    public Delete {
      Objects.requireNonNull(range, "range");
    }
  }

  /**
   * Runs one of two lists of operations, atomically and at one main revision.
   *
   * @param compares conditions, all on the state before the transaction; none means success
   * @param success run when all conditions hold
   * @param failure run otherwise
   */
  record Txn(List<Compare> compares, List<Op> success, List<Op> failure) implements Op {

    public Txn {
      compares = List.copyOf(compares);
      success = List.copyOf(success);
      failure = List.copyOf(failure);
    }

    /** Whether the transaction can be answered from a view: nothing but ranges at its top level. */
    public boolean isReadOnly() {
      return success.stream().allMatch(Range.class::isInstance)
          && failure.stream().allMatch(Range.class::isInstance);
    }
  }
}
