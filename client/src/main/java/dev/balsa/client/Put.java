package dev.balsa.client;

import dev.balsa.api.PutRequest;

/**
 * Stores a value under a key. A value: each method returns another one.
 *
 * <pre>{@code
 * Put.of("session", "alive").withLease(lease).idempotent()
 * }</pre>
 */
public final class Put implements Op {

  private final PutRequest request;
  private final boolean idempotent;

  private Put(PutRequest request, boolean idempotent) {
    this.request = request;
    this.idempotent = idempotent;
  }

  /** This value under this key. */
  public static Put of(String key, String value) {
    return of(Bytes.of(key), Bytes.of(value));
  }

  /** This value under this key. */
  public static Put of(Bytes key, Bytes value) {
    return new Put(
        PutRequest.newBuilder().setKey(key.toByteString()).setValue(value.toByteString()).build(),
        false);
  }

  /** The key ends with this lease. */
  public Put withLease(Lease lease) {
    return withLease(lease.id());
  }

  /** The key ends with the lease of this id; 0 for none. */
  public Put withLease(long lease) {
    return new Put(request.toBuilder().setLease(lease).build(), idempotent);
  }

  /** Tell what was there before. */
  public Put returningPrevious() {
    return new Put(request.toBuilder().setPrevKv(true).build(), idempotent);
  }

  /** Keep the value that is there; the given one must be empty. */
  public Put keepingValue() {
    return new Put(request.toBuilder().setIgnoreValue(true).build(), idempotent);
  }

  /** Keep the lease that is there; none must be given. */
  public Put keepingLease() {
    return new Put(request.toBuilder().setIgnoreLease(true).build(), idempotent);
  }

  /**
   * Doing this twice is as good as once: the client may send it again when an answer is lost. The
   * version and the revision of the key may then rise twice.
   */
  public Put idempotent() {
    return new Put(request, true);
  }

  boolean isIdempotent() {
    return idempotent;
  }

  PutRequest request() {
    return request;
  }
}
