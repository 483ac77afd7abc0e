package dev.balsa.jepsen.history;

/**
 * One event as a watcher saw it.
 *
 * @param delete whether it is a delete
 * @param kv the new version; of a delete only key and modRevision count, the rest is empty
 * @param prev the version before, null if none came
 */
public record WatchEvent(boolean delete, KeyVersion kv, KeyVersion prev) {

  /** A put. */
  public static WatchEvent put(KeyVersion kv, KeyVersion prev) {
    return new WatchEvent(false, kv, prev);
  }

  /** A delete of a key at a revision. */
  public static WatchEvent delete(String key, long revision, KeyVersion prev) {
    return new WatchEvent(true, new KeyVersion(key, "", 0, revision, 0, 0), prev);
  }

  /** Main revision at which it happened. */
  public long revision() {
    return kv.modRevision();
  }
}
