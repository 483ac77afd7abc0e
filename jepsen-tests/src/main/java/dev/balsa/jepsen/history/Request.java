package dev.balsa.jepsen.history;

import java.util.List;

/**
 * What a client asked for. Fields mean what they mean in etcd's API; an interval is {@code key} and
 * {@code end}, see {@link Octets#covers}.
 */
public sealed interface Request {

  /**
   * Reads an interval, in key order.
   *
   * @param revision 0 for the present
   * @param limit most keys to answer, 0 for all
   */
  record Range(
      String key,
      String end,
      long revision,
      long limit,
      boolean serializable,
      boolean keysOnly,
      boolean countOnly)
      implements Request {

    /** A linearizable read of the present. */
    public static Range of(String key, String end) {
      return new Range(key, end, 0, 0, false, false, false);
    }
  }

  /** Writes a key; lease 0 for none. */
  record Put(String key, String value, long lease, boolean prevKv) implements Request {

    /** A put without lease that does not ask for the previous version. */
    public static Put of(String key, String value) {
      return new Put(key, value, 0, false);
    }
  }

  /** Deletes an interval. */
  record Delete(String key, String end, boolean prevKv) implements Request {}

  /** A transaction; branches hold {@link Range}, {@link Put}, {@link Delete} and {@link Txn}. */
  record Txn(List<Compare> compares, List<Request> success, List<Request> failure)
      implements Request {

    /** Whether it consists of ranges alone: then it is a read, and not in the log. */
    public boolean readOnly() {
      return success.stream().allMatch(Range.class::isInstance)
          && failure.stream().allMatch(Range.class::isInstance);
    }
  }

  /** Compacts the history up to a revision, which itself stays readable. */
  record Compact(long revision) implements Request {}

  /** Grants a lease; id 0 lets the server choose. */
  record Grant(long id, long ttlSeconds) implements Request {}

  /** Revokes a lease and deletes its keys. */
  record Revoke(long id) implements Request {}

  /** Renews a lease. */
  record KeepAlive(long id) implements Request {}

  /** Asks how long a lease has to live. */
  record TimeToLive(long id, boolean keys) implements Request {}
}
