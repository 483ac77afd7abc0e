package dev.balsa.mvcc.backend;

import java.nio.charset.StandardCharsets;

/**
 * The key spaces of a backend, named as etcd names its buckets. Each is ordered by key and knows
 * nothing of the others.
 */
public enum Space {
  /** Revision to version: the history of the key space. */
  KEY(0, "key"),
  /** Applied index and term, compaction marks, format and storage version. */
  META(1, "meta"),
  /** Lease id to lease. */
  LEASE(2, "lease"),
  /** Active alarms. */
  ALARM(3, "alarm"),
  /** Cluster version and downgrade state. */
  CLUSTER(4, "cluster"),
  /** Member id to member. */
  MEMBERS(5, "members"),
  /** Ids of members that were removed and may never return. */
  MEMBERS_REMOVED(6, "members_removed"),
  /** Whether authentication is on, and its revision. */
  AUTH(7, "auth"),
  /** User name to user. */
  AUTH_USERS(8, "authUsers"),
  /** Role name to role. */
  AUTH_ROLES(9, "authRoles");

  private static final Space[] BY_NUMBER = values();

  private final int number;
  private final String bucketName;

  Space(int number, String bucketName) {
    this.number = number;
    this.bucketName = bucketName;
  }

  /** The name of etcd's bucket, as hashes take it in. */
  public byte[] bucketName() {
    return bucketName.getBytes(StandardCharsets.US_ASCII);
  }

  /** The number that stands for the space in stored bytes: never changed, never reused. */
  int number() {
    return number;
  }

  /** The space with this number, without the copy that {@link #values()} makes. */
  static Space of(int number) {
    return BY_NUMBER[number];
  }

  static int count() {
    return BY_NUMBER.length;
  }
}
