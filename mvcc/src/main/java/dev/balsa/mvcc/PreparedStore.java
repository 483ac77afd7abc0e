package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A copy of another member's store, read and checked, that waits to take a store's place ({@link
 * Store#install}). Reading it is what takes long, and happens on whatever thread opens it, while
 * the store goes on.
 *
 * <p>Owns the backend until it is installed. Thread-safe.
 */
public final class PreparedStore implements AutoCloseable {

  private final Contents contents;

  /** Whether somebody has taken the contents, or they are closed. */
  private final AtomicBoolean over = new AtomicBoolean();

  private PreparedStore(Contents contents) {
    this.contents = contents;
  }

  /**
   * Rebuilds index and leases from a backend, and takes the backend over. Its content must be
   * durable already: installing it counts as a flush.
   *
   * @throws MvccException NEWER_FORMAT, CORRUPT (naming key and revision), STORAGE; the backend is
   *     then still the caller's to close
   */
  public static PreparedStore open(Backend backend, StoreConfig config) {
    return open(backend, config, SavedIndex.NONE);
  }

  static PreparedStore open(Backend backend, StoreConfig config, SavedIndex saved) {
    return new PreparedStore(
        new Contents(
            Objects.requireNonNull(backend, "backend"),
            Objects.requireNonNull(config, "config"),
            Objects.requireNonNull(saved, "saved")));
  }

  /** Index of the last log entry that is part of the copy. */
  public long appliedIndex() {
    return contents.position.appliedIndex();
  }

  /** Term of the last log entry that is part of the copy. */
  public long appliedTerm() {
    return contents.position.appliedTerm();
  }

  Contents take() {
    if (!over.compareAndSet(false, true)) {
      throw new IllegalStateException("this copy is installed or closed already");
    }
    return contents;
  }

  /** Closes the backend, unless it was installed. Idempotent. */
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      contents.backend.discard();
    }
  }
}
