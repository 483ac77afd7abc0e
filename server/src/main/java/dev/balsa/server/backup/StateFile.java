package dev.balsa.server.backup;

import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.mvcc.bolt.BoltLayout;
import dev.balsa.mvcc.bolt.BoltPlan;
import dev.balsa.mvcc.bolt.BoltWriter;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The state of one moment as a bbolt file, made while it is read: at no time is more of it in
 * memory than a page for each level of a tree and the record at hand.
 *
 * <pre>{@code
 * try (StateFile file = new StateFile(store.pin(), "3.7.0")) {
 *   while (file.measure(10_000)) { }             // goes through everything once
 *   long size = file.sizeBytes();
 *   for (int n; (n = file.read(buffer)) > 0; ) { // and once more
 *     out.write(buffer, 0, n);
 *   }
 * }
 * }</pre>
 *
 * <p>Belongs to one thread at a time; every call is bounded work and throws {@link
 * dev.balsa.mvcc.MvccException} as the store's reads do.
 */
public final class StateFile implements AutoCloseable {

  private final Pinned moment;
  private final String version;

  private final BoltLayout layout = new BoltLayout();
  private final BucketWalk measuring;
  private BoltPlan plan;

  private BoltWriter writer;
  private BucketWalk writing;
  private boolean written;

  /** Bytes that are made and not read yet. */
  private final Deque<byte[]> pending = new ArrayDeque<>();

  private long pendingBytes;

  /** How much of the first of them has been read. */
  private int readOfFirst;

  /**
   * @param moment closed with this
   * @param version the version of etcd that shall be able to take the file, such as 3.7.0
   */
  public StateFile(Pinned moment, String version) {
    this.moment = moment;
    this.version = version;
    this.measuring = new BucketWalk(moment, version, new Measure());
  }

  /** Looks at some more records; false when all have been looked at and the size is known. */
  public boolean measure(int maxRecords) {
    for (int i = 0; plan == null && i < maxRecords; i++) {
      if (!measuring.step()) {
        plan = layout.finish();
      }
    }
    return plan == null;
  }

  /**
   * The size of the whole file.
   *
   * @throws IllegalStateException before {@link #measure} has come to its end
   */
  public long sizeBytes() {
    if (plan == null) {
      throw new IllegalStateException("not measured yet");
    }
    return plan.sizeBytes();
  }

  /** The next bytes of the file; the buffer is filled, except at the end. 0 behind the last one. */
  public int read(byte[] buffer) {
    begin();
    while (pendingBytes < buffer.length && !written) {
      if (!writing.step()) {
        writer.finish();
        written = true;
      }
    }
    int count = 0;
    while (count < buffer.length && !pending.isEmpty()) {
      byte[] first = pending.peek();
      int length = Math.min(buffer.length - count, first.length - readOfFirst);
      System.arraycopy(first, readOfFirst, buffer, count, length);
      count += length;
      readOfFirst += length;
      if (readOfFirst == first.length) {
        pending.remove();
        readOfFirst = 0;
      }
    }
    pendingBytes -= count;
    return count;
  }

  private void begin() {
    if (writer == null) {
      if (plan == null) {
        throw new IllegalStateException("not measured yet");
      }
      writer =
          new BoltWriter(
              plan,
              pages -> {
                pending.add(pages);
                pendingBytes += pages.length;
              });
      writing = new BucketWalk(moment, version, new Write());
    }
  }

  @Override
  public void close() {
    measuring.close();
    if (writing != null) {
      writing.close();
    }
    moment.close();
  }

  private final class Measure implements BucketWalk.Visitor {
    @Override
    public void bucket(byte[] name) {
      layout.beginBucket(name);
    }

    @Override
    public void record(Pinned.Cursor at) {
      layout.measure(at.key(), at.valueLength());
    }
  }

  private final class Write implements BucketWalk.Visitor {
    @Override
    public void bucket(byte[] name) {
      writer.beginBucket(name);
    }

    @Override
    public void record(Pinned.Cursor at) {
      writer.add(at.key(), at.value());
    }
  }
}
