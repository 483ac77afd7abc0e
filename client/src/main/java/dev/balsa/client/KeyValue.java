package dev.balsa.client;

/**
 * A key with what is stored under it at some revision.
 *
 * @param createRevision the revision at which the key came into being; 0 for a deleted key
 * @param modRevision the revision of its last change
 * @param version how often it was put since it came into being; 0 for a deleted key
 * @param lease the lease that it ends with; 0 for none
 */
public record KeyValue(
    Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {

  /** The key as text. */
  public String keyText() {
    return key.utf8();
  }

  /** The value as text. */
  public String valueText() {
    return value.utf8();
  }
}
