package dev.balsa.client;

import dev.balsa.api.CompactionRequest;
import dev.balsa.api.KVGrpc;
import java.util.Optional;

/**
 * Keys and values. Thread-safe; every method returns at once.
 *
 * <pre>{@code
 * long revision = client.kv().put("greeting", "hello").await().revision();
 * client.kv().put(Put.of("greeting", "hi").idempotent()).await();
 * String now = client.kv().get("greeting").await().orElseThrow().valueText();
 * GetResult then = client.kv().get(Get.prefix("greet").atRevision(revision)).await();
 * }</pre>
 *
 * <p>Reads are asked again elsewhere until there is an answer or the time is up. A write is sent
 * again only if it is certain that it had no effect, or if it is marked {@code idempotent()}; else
 * a lost answer is an {@link OutcomeUnknownException}.
 */
public final class Kv {

  private final Calls calls;
  private final Keys keys;
  private final Wire wire;

  Kv(Calls calls, Keys keys) {
    this.calls = calls;
    this.keys = keys;
    wire = new Wire(keys);
  }

  /** What is stored under a key, as of now. */
  public Reply<Optional<KeyValue>> get(String key) {
    return get(Bytes.of(key));
  }

  /** What is stored under a key, as of now. */
  public Reply<Optional<KeyValue>> get(Bytes key) {
    return calls.unary(
        KVGrpc.getRangeMethod(),
        keys.stored(Get.key(key).request()),
        Safety.READ,
        response -> wire.result(response).first());
  }

  /** A read with options. */
  public Reply<GetResult> get(Get get) {
    return calls.unary(
        KVGrpc.getRangeMethod(), keys.stored(get.request()), Safety.READ, wire::result);
  }

  /** Stores a value under a key. */
  public Reply<PutResult> put(String key, String value) {
    return put(Put.of(key, value));
  }

  /** Stores a value under a key. */
  public Reply<PutResult> put(Bytes key, Bytes value) {
    return put(Put.of(key, value));
  }

  /** Stores a value with options. */
  public Reply<PutResult> put(Put put) {
    return calls.unary(
        KVGrpc.getPutMethod(),
        keys.stored(put.request()),
        Safety.ofWrite(put.isIdempotent()),
        wire::result);
  }

  /** Removes a key. */
  public Reply<DeleteResult> delete(String key) {
    return delete(Delete.key(key));
  }

  /** Removes keys with options. */
  public Reply<DeleteResult> delete(Delete delete) {
    return calls.unary(
        KVGrpc.getDeleteRangeMethod(),
        keys.stored(delete.request()),
        Safety.ofWrite(delete.isIdempotent()),
        wire::result);
  }

  /** Carries a transaction out. */
  public Reply<TxnResult> commit(Txn txn) {
    return calls.unary(
        KVGrpc.getTxnMethod(), wire.request(txn), Safety.ofWrite(txn.isIdempotent()), wire::result);
  }

  /** Forgets the history before a revision; the space is given free in the background. */
  public Reply<Header> compact(long revision) {
    return compact(revision, false);
  }

  /**
   * Forgets the history before a revision.
   *
   * @param physical answer only when the data is removed
   */
  public Reply<Header> compact(long revision, boolean physical) {
    return calls.unary(
        KVGrpc.getCompactMethod(),
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(physical).build(),
        Safety.ONCE,
        response -> Header.of(response.getHeader()));
  }
}
