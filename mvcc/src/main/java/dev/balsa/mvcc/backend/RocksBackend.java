package dev.balsa.mvcc.backend;

import java.nio.file.Path;

/** Under construction: the signatures stand, the behaviour follows. */
@SuppressWarnings("DoNotCallSuggester")
public final class RocksBackend implements Backend {
  private RocksBackend() {}

  public static RocksBackend open(Path directory) {
    throw new IllegalStateException("under construction");
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    throw new IllegalStateException("under construction");
  }

  @Override
  public void scan(Space space, byte[] from, byte[] to, Visitor visitor) {
    throw new IllegalStateException("under construction");
  }

  @Override
  public void write(Batch batch) {
    throw new IllegalStateException("under construction");
  }

  @Override
  public void flush() {
    throw new IllegalStateException("under construction");
  }

  @Override
  public void checkpoint(Path directory) {
    throw new IllegalStateException("under construction");
  }

  @Override
  public void defragment() {
    throw new IllegalStateException("under construction");
  }

  @Override
  public long sizeBytes() {
    throw new IllegalStateException("under construction");
  }

  @Override
  public long sizeInUseBytes() {
    throw new IllegalStateException("under construction");
  }

  @Override
  public void close() {
    throw new IllegalStateException("under construction");
  }
}
