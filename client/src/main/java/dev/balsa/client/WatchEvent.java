package dev.balsa.client;

import java.util.Optional;

/**
 * One change of one key.
 *
 * @param kv the key after the change; of a deleted key only the name and the revision of its end
 * @param previous the key before the change, if that was asked for and is still known
 */
public record WatchEvent(Type type, KeyValue kv, Optional<KeyValue> previous) {

  /** What happened. */
  public enum Type {
    /** A value was stored. */
    PUT,
    /** The key was removed. */
    DELETE
  }

  /** Whether a value was stored. */
  public boolean isPut() {
    return type == Type.PUT;
  }

  /** Whether the key came into being. */
  public boolean isCreate() {
    return isPut() && kv.createRevision() == kv.modRevision();
  }

  /** The name of the key as text. */
  public String keyText() {
    return kv.keyText();
  }

  /** The revision of the change. */
  public long revision() {
    return kv.modRevision();
  }
}
