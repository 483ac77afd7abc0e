package dev.balsa.mvcc;

import java.util.Objects;

/**
 * A request that the store refuses, or storage that it cannot trust. Carries no stack trace,
 * because most kinds are ordinary answers to ordinary requests.
 */
public final class MvccException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why the store refused. */
  public enum Kind {
    /** The revision asked for lies below the compaction mark. */
    COMPACTED,
    /** The revision asked for has not happened yet. */
    FUTURE_REVISION,
    /** {@code ignore_value} or {@code ignore_lease} on a key that does not exist. */
    KEY_NOT_FOUND,
    /** The lease is not in the table. */
    LEASE_NOT_FOUND,
    /** A lease with this id is in the table already. */
    LEASE_EXISTS,
    /**
     * What is stored contradicts itself or fails its checksum. The store must not be used further.
     */
    CORRUPT,
    /** The directory was written by a newer version of this software. */
    NEWER_FORMAT,
    /** The storage engine failed: disk full, file missing, input or output error. */
    STORAGE,
    /** The store or the backend was closed before the call. */
    CLOSED
  }

  private final Kind kind;

  public MvccException(Kind kind, String message) {
    this(kind, message, null);
  }

  public MvccException(Kind kind, String message, Throwable cause) {
    super(message, cause, false, false);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
