package dev.balsa.mvcc;

/** Under construction: the signatures stand, the behaviour follows. */
@SuppressWarnings("DoNotCallSuggester")
public final class View {
  View() {}

  public long revision() {
    throw new IllegalStateException("under construction");
  }

  public long compactRevision() {
    throw new IllegalStateException("under construction");
  }

  public long appliedIndex() {
    throw new IllegalStateException("under construction");
  }

  public long appliedTerm() {
    throw new IllegalStateException("under construction");
  }

  public long stateHash() {
    throw new IllegalStateException("under construction");
  }

  public OpResult.RangeResult range(Op.Range op) {
    throw new IllegalStateException("under construction");
  }

  public OpResult.TxnResult readOnlyTxn(Op.Txn txn) {
    throw new IllegalStateException("under construction");
  }

  public HistoryPage history(
      KeyRange range, long fromRevision, long toRevision, int maxRevisions, int maxBytes) {
    throw new IllegalStateException("under construction");
  }

  public KeyValue previous(Event event) {
    throw new IllegalStateException("under construction");
  }

  public HashKv hashKv(long revision) {
    throw new IllegalStateException("under construction");
  }

  public int hash() {
    throw new IllegalStateException("under construction");
  }

  public long keyCount() {
    throw new IllegalStateException("under construction");
  }
}
