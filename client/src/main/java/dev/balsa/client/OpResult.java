package dev.balsa.client;

/** The answer to one {@link Op}. */
public sealed interface OpResult permits GetResult, PutResult, DeleteResult, TxnResult {

  /** Who answered, at which revision. Inside a transaction only the revision is set. */
  Header header();

  /** The revision of the store when this was handled; for a change, the revision of the change. */
  default long revision() {
    return header().revision();
  }
}
