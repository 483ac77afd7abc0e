package dev.balsa.server.store;

import dev.balsa.mvcc.PreparedStore;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.StoredPosition;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.node.IncomingSnapshot;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.StoreHome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A store on the heap, for simulations and members that need not outlive the process. It plays what
 * a crash leaves: {@link #crashed}.
 */
public final class MemoryHome implements StoreHome {

  /** What the store stands on. */
  private MemoryBackend backend;

  /** A finished copy that is not known to be installed; null if there is none. */
  private MemoryBackend received;

  private PreparedStore prepared;
  private Store store;
  private boolean closed;

  /** The home of a member that has never run. */
  public MemoryHome() {
    this(new MemoryBackend());
  }

  /** A home with a store in it. */
  public MemoryHome(MemoryBackend backend) {
    this.backend = backend;
  }

  /**
   * What a member finds that starts after a crash of this one: whatever was flushed, and a copy
   * that was received in whole. This home is closed.
   */
  public synchronized MemoryHome crashed() {
    closed = true;
    MemoryHome survivor = new MemoryHome(backend.crashed());
    survivor.received = received == null ? null : received.crashed();
    return survivor;
  }

  @Override
  public synchronized Store open(long logMarkIndex) {
    if (received != null) {
      if (StoredPosition.of(backend).appliedIndex() < logMarkIndex) {
        backend = received;
      }
      received = null;
    }
    store = Store.open(backend, StoreConfig.DEFAULT);
    return store;
  }

  @Override
  public synchronized OutgoingSnapshot copy() throws IOException {
    requireOpen();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    backend.writeTo(out);
    byte[] bytes = out.toByteArray();
    MemoryBackend copy = read(bytes);
    StoredPosition at = StoredPosition.of(copy);
    return new Copy(
        new SnapshotMark(at.appliedIndex(), at.appliedTerm(), ClusterState.membersIn(copy)), bytes);
  }

  private static MemoryBackend read(byte[] bytes) throws IOException {
    return MemoryBackend.readFrom(new ByteArrayInputStream(bytes), "a copy of a store");
  }

  @Override
  public synchronized IncomingSnapshot receive(SnapshotMark mark, long sizeBytes)
      throws IOException {
    requireOpen();
    return new Arriving(Math.toIntExact(sizeBytes));
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
  }

  @Override
  public synchronized void installed() {
    if (!closed) {
      backend = received;
      received = null;
      store.closeRetired();
    }
  }

  @Override
  public synchronized void discard(PreparedStore copy) {
    copy.close();
    received = null;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (prepared != null) {
        prepared.close();
      }
      if (store != null) {
        store.close();
      }
    }
  }

  /** The whole copy, on the heap. */
  private static final class Copy implements OutgoingSnapshot {
    private final SnapshotMark mark;
    private final byte[] bytes;
    private int position;

    private Copy(SnapshotMark mark, byte[] bytes) {
      this.mark = mark;
      this.bytes = bytes;
    }

    @Override
    public SnapshotMark mark() {
      return mark;
    }

    @Override
    public long sizeBytes() {
      return bytes.length;
    }

    @Override
    public byte[] next(int maxBytes) {
      if (position == bytes.length) {
        return null;
      }
      int from = position;
      position = Math.min(bytes.length, from + maxBytes);
      return Arrays.copyOfRange(bytes, from, position);
    }

    @Override
    public void close() {
      // nothing but heap
    }
  }

  private final class Arriving implements IncomingSnapshot {
    private final ByteArrayOutputStream bytes;

    private Arriving(int sizeBytes) {
      this.bytes = new ByteArrayOutputStream(sizeBytes);
    }

    @Override
    public void write(byte[] part) {
      bytes.writeBytes(part);
    }

    @Override
    public PreparedStore finish() throws IOException {
      synchronized (MemoryHome.this) {
        requireOpen();
        MemoryBackend copy = read(bytes.toByteArray());
        prepared = PreparedStore.open(copy, StoreConfig.DEFAULT);
        received = copy;
        return prepared;
      }
    }

    @Override
    public void close() {
      // nothing but heap
    }
  }
}
