package dev.balsa.jepsen.history;

import java.util.Set;

/** etcd's error texts: which of them say for certain that a request took no effect. */
public final class Refusals {

  /** The revision asked for was compacted away. */
  public static final String COMPACTED = "etcdserver: mvcc: required revision has been compacted";

  /** The revision asked for does not exist yet. */
  public static final String FUTURE_REVISION =
      "etcdserver: mvcc: required revision is a future revision";

  /** There is no such lease. */
  public static final String LEASE_NOT_FOUND = "etcdserver: requested lease not found";

  /** There is such a lease already. */
  public static final String LEASE_EXISTS = "etcdserver: lease already exists";

  private static final Set<String> CERTAIN =
      Set.of(
          COMPACTED,
          FUTURE_REVISION,
          LEASE_NOT_FOUND,
          LEASE_EXISTS,
          "etcdserver: key is not provided",
          "etcdserver: key not found",
          "etcdserver: value is provided",
          "etcdserver: lease is provided",
          "etcdserver: too many operations in txn request",
          "etcdserver: duplicate key given in txn request",
          "etcdserver: invalid sort option",
          "etcdserver: too large lease TTL",
          "etcdserver: mvcc: database space exceeded",
          "etcdserver: too many requests",
          "etcdserver: request is too large",
          "etcdserver: corrupt cluster",
          "etcdserver: rpc not supported for learner");

  private Refusals() {}

  /**
   * Whether this text, the description of a gRPC status, says that the request took no effect and
   * never will. Everything else leaves the outcome of a write unknown: a request that timed out, a
   * lost leader, a broken connection.
   */
  public static boolean isCertain(String error) {
    return CERTAIN.contains(error);
  }
}
