package dev.balsa.jepsen.history;

import java.util.List;

/** What the server answered; {@code revision} is that of the response header. */
public sealed interface Reply {

  /** Revision of the store when the request was executed. */
  long revision();

  /**
   * Answer to a range.
   *
   * @param count keys in the interval, whatever the limit
   */
  record Range(long revision, List<KeyVersion> kvs, boolean more, long count) implements Reply {}

  /**
   * Answer to a put.
   *
   * @param prev the version before, null if there was none or it was not asked for
   */
  record Put(long revision, KeyVersion prev) implements Reply {}

  /** Answer to a delete; {@code prevs} is empty if they were not asked for. */
  record Delete(long revision, long deleted, List<KeyVersion> prevs) implements Reply {}

  /** Answer to a transaction: a reply for each request of the branch that was executed. */
  record Txn(long revision, boolean succeeded, List<Reply> replies) implements Reply {}

  /** Answer to a compaction. */
  record Compact(long revision) implements Reply {}

  /** Answer to a grant, with the id and the time to live the server decided on. */
  record Grant(long revision, long id, long ttlSeconds) implements Reply {}

  /** Answer to a revocation. */
  record Revoke(long revision) implements Reply {}

  /** Answer to a keep-alive; a time to live of 0 says that there is no such lease. */
  record KeepAlive(long revision, long ttlSeconds) implements Reply {}

  /** Answer to time-to-live; -1 says that there is no such lease. */
  record TimeToLive(long revision, long ttlSeconds, long grantedTtlSeconds, List<String> keys)
      implements Reply {}
}
