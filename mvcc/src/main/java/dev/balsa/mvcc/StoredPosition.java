package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;

/**
 * Where in the log a stored state stands.
 *
 * @param appliedIndex index of the last log entry that is part of it; 0 if there is none
 * @param appliedTerm term of that entry
 */
public record StoredPosition(long appliedIndex, long appliedTerm) {

  /**
   * Reads the position from a backend, without rebuilding anything.
   *
   * @throws MvccException NEWER_FORMAT, CORRUPT, STORAGE
   */
  public static StoredPosition of(Backend backend) {
    Meta meta = new Meta(backend);
    boolean unused = meta.checkFormat(); // throws where the format is from the future
    return new StoredPosition(meta.appliedIndex(), meta.appliedTerm());
  }
}
