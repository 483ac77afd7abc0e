package dev.balsa.mvcc.backend;

import java.nio.charset.StandardCharsets;

/**
 * The key spaces of a backend, named as etcd names its buckets. Each is ordered by key and knows
 * nothing of the others.
 */
public enum Space {
  /** Revision to version: the history of the key space. */
  KEY("key"),
  /** Applied index and term, compaction marks, format and storage version. */
  META("meta"),
  /** Lease id to lease. */
  LEASE("lease"),
  /** Active alarms. */
  ALARM("alarm"),
  /** Cluster version and downgrade state. */
  CLUSTER("cluster"),
  /** Member id to member. */
  MEMBERS("members"),
  /** Ids of members that were removed and may never return. */
  MEMBERS_REMOVED("members_removed"),
  /** Whether authentication is on, and its revision. */
  AUTH("auth"),
  /** User name to user. */
  AUTH_USERS("authUsers"),
  /** Role name to role. */
  AUTH_ROLES("authRoles");

  private static final Space[] BY_ORDINAL = values();

  private final byte[] bucketName;

  Space(String bucketName) {
    this.bucketName = bucketName.getBytes(StandardCharsets.US_ASCII);
  }

  /** The name of etcd's bucket, as hashes take it in. Not a copy. */
  public byte[] bucketName() {
    return bucketName;
  }

  /** The space that {@link #ordinal()} numbers, without the copy that {@link #values()} makes. */
  static Space of(int ordinal) {
    return BY_ORDINAL[ordinal];
  }

  static int count() {
    return BY_ORDINAL.length;
  }
}
