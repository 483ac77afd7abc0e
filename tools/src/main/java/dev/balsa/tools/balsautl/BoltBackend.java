package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.mvcc.bolt.BoltCursor;
import dev.balsa.mvcc.bolt.BoltDamagedException;
import dev.balsa.mvcc.bolt.BoltFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A bbolt file as a store's backend, to be read only: so a backup can be opened, checked and hashed
 * by the same code as a member's data, and copied into another backend. The file stays the
 * caller's.
 */
final class BoltBackend implements Backend {

  private final BoltFile file;

  BoltBackend(BoltFile file) {
    this.file = file;
  }

  private static String bucket(Space space) {
    return new String(space.bucketName(), StandardCharsets.UTF_8);
  }

  @Override
  public synchronized byte[] get(Space space, byte[] key) {
    try {
      BoltCursor cursor = file.cursor(bucket(space), key);
      return cursor.next() && Arrays.equals(cursor.key(), key) ? cursor.value() : null;
    } catch (IOException e) {
      throw trouble(e);
    }
  }

  @Override
  public synchronized void scan(Space space, byte[] from, byte[] to, Visitor visitor) {
    try {
      BoltCursor cursor = file.cursor(bucket(space), from);
      while (cursor.next()
          && (to == null || Arrays.compareUnsigned(cursor.key(), to) < 0)
          && visitor.visit(cursor.key(), cursor.value())) {
        // the visitor has done what is to be done
      }
    } catch (IOException e) {
      throw trouble(e);
    }
  }

  private static MvccException trouble(IOException e) {
    Kind kind = e instanceof BoltDamagedException ? Kind.CORRUPT : Kind.STORAGE;
    return new MvccException(kind, e.getMessage(), e);
  }

  private static MvccException readOnly() {
    return new MvccException(Kind.STORAGE, "a bbolt file is only read, never changed");
  }

  @Override
  public void write(Batch batch) {
    throw readOnly();
  }

  @Override
  public void checkpoint(Path directory) {
    throw readOnly();
  }

  @Override
  public Pinned pin() {
    throw readOnly();
  }

  @Override
  public void flush() {
    // nothing was written
  }

  @Override
  public void defragment(long historyRecords) {
    // nothing was written
  }

  @Override
  public long sizeBytes() {
    return file.sizeBytes();
  }

  @Override
  public long sizeInUseBytes(long historyRecords) {
    return file.sizeBytes();
  }

  @Override
  public void discard() {
    // the file is the caller's
  }

  @Override
  public void close() {
    // the file is the caller's
  }
}
