package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;
import java.nio.file.Path;

/** Under construction: the signatures stand, the behaviour follows. */
@SuppressWarnings("DoNotCallSuggester")
public final class Store implements AutoCloseable {

  public static Store open(Backend backend, StoreConfig config) {
    throw new IllegalStateException("under construction");
  }

  public void beginBatch() {
    throw new IllegalStateException("under construction");
  }

  public Applied apply(Op op) {
    throw new IllegalStateException("under construction");
  }

  public void commitBatch(long appliedIndex, long appliedTerm) {
    throw new IllegalStateException("under construction");
  }

  public void grantLease(long id, long ttlSeconds) {
    throw new IllegalStateException("under construction");
  }

  public Applied revokeLease(long id) {
    throw new IllegalStateException("under construction");
  }

  public void checkpointLease(long id, long remainingTtlSeconds) {
    throw new IllegalStateException("under construction");
  }

  public LeaseTable leases() {
    throw new IllegalStateException("under construction");
  }

  public void compact(long revision) {
    throw new IllegalStateException("under construction");
  }

  public int compactStep(int maxWork) {
    throw new IllegalStateException("under construction");
  }

  public long scheduledCompactRevision() {
    throw new IllegalStateException("under construction");
  }

  public long finishedCompactRevision() {
    throw new IllegalStateException("under construction");
  }

  public void putAux(Space space, byte[] key, byte[] value) {
    throw new IllegalStateException("under construction");
  }

  public void deleteAux(Space space, byte[] key) {
    throw new IllegalStateException("under construction");
  }

  public byte[] getAux(Space space, byte[] key) {
    throw new IllegalStateException("under construction");
  }

  public void scanAux(Space space, Backend.Visitor visitor) {
    throw new IllegalStateException("under construction");
  }

  public View view() {
    throw new IllegalStateException("under construction");
  }

  public long revision() {
    throw new IllegalStateException("under construction");
  }

  public long appliedIndex() {
    throw new IllegalStateException("under construction");
  }

  public long appliedTerm() {
    throw new IllegalStateException("under construction");
  }

  public void flush() {
    throw new IllegalStateException("under construction");
  }

  public long flushedAppliedIndex() {
    throw new IllegalStateException("under construction");
  }

  public long sizeBytes() {
    throw new IllegalStateException("under construction");
  }

  public long sizeInUseBytes() {
    throw new IllegalStateException("under construction");
  }

  public void checkpoint(Path directory) {
    throw new IllegalStateException("under construction");
  }

  public void defragment() {
    throw new IllegalStateException("under construction");
  }

  @Override
  public void close() {
    throw new IllegalStateException("under construction");
  }
}
