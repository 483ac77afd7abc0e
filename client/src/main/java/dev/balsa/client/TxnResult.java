package dev.balsa.client;

import java.util.List;

/**
 * A transaction was carried out.
 *
 * @param succeeded whether every condition held, so that the steps of {@code then} were taken
 * @param results the answers of the steps, in their order
 */
public record TxnResult(Header header, boolean succeeded, List<OpResult> results)
    implements OpResult {

  /** The answer of the step at an index, which was a {@link Get}. */
  public GetResult get(int index) {
    return (GetResult) results.get(index);
  }

  /** The answer of the step at an index, which was a {@link Put}. */
  public PutResult put(int index) {
    return (PutResult) results.get(index);
  }

  /** The answer of the step at an index, which was a {@link Delete}. */
  public DeleteResult delete(int index) {
    return (DeleteResult) results.get(index);
  }

  /** The answer of the step at an index, which was a {@link Txn}. */
  public TxnResult txn(int index) {
    return (TxnResult) results.get(index);
  }
}
