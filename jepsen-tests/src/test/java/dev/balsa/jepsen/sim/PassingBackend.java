package dev.balsa.jepsen.sim;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.mvcc.backend.Space;
import java.nio.file.Path;

/** A backend that passes everything on; for overriding what shall be wrong. */
class PassingBackend implements Backend {

  final Backend real;

  PassingBackend(Backend real) {
    this.real = real;
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    return real.get(space, key);
  }

  @Override
  public void scan(Space space, byte[] from, byte[] to, Visitor visitor) {
    real.scan(space, from, to, visitor);
  }

  @Override
  public void write(Batch batch) {
    real.write(batch);
  }

  @Override
  public void flush() {
    real.flush();
  }

  @Override
  public void checkpoint(Path directory) {
    real.checkpoint(directory);
  }

  @Override
  public Pinned pin() {
    return real.pin();
  }

  @Override
  public void defragment(long historyRecords) {
    real.defragment(historyRecords);
  }

  @Override
  public void giveBack() {
    real.giveBack();
  }

  @Override
  public void stopMerging() {
    real.stopMerging();
  }

  @Override
  public long sizeBytes() {
    return real.sizeBytes();
  }

  @Override
  public long sizeInUseBytes(long historyRecords) {
    return real.sizeInUseBytes(historyRecords);
  }

  @Override
  public void discard() {
    real.discard();
  }

  @Override
  public void close() {
    real.close();
  }
}
