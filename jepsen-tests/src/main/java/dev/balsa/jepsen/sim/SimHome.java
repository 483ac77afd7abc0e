package dev.balsa.jepsen.sim;

import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.PreparedStore;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.StoredPosition;
import dev.balsa.mvcc.View;
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
 * Where a simulated member keeps its store: on the heap, with an idea of what is durable, and with
 * seams at everything that is read, copied or left behind by a crash.
 */
final class SimHome implements StoreHome {

  private final Machine machine;

  /** What the store stands on. */
  private MemoryBackend backend;

  /** A finished copy that is not known to be installed; null if there is none. */
  private MemoryBackend received;

  private PreparedStore prepared;
  private Store store;
  private boolean closed;

  /** The home of a member that has never run. */
  SimHome(Machine machine) {
    this(machine, new MemoryBackend());
  }

  private SimHome(Machine machine, MemoryBackend backend) {
    this.machine = machine;
    this.backend = backend;
  }

  private Seams seams() {
    return machine.world().seams();
  }

  /** What a crash leaves: whatever was flushed, and a copy that was received in whole. */
  SimHome crashed() {
    SimHome survivor = new SimHome(machine, seams().survivor(backend, closed));
    survivor.received = received == null ? null : received.crashed();
    closed = true;
    return survivor;
  }

  @Override
  public Store open(long logMarkIndex) {
    if (received != null) {
      if (StoredPosition.of(backend).appliedIndex() < logMarkIndex) {
        backend = received;
      }
      received = null;
    }
    store = Store.open(seams().backend(machine, backend), StoreConfig.DEFAULT);
    return store;
  }

  @Override
  public OutgoingSnapshot copy() throws IOException {
    requireOpen();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    backend.writeTo(out);
    MemoryBackend copy = read(out.toByteArray());
    StoredPosition at = StoredPosition.of(copy);
    SnapshotMark mark =
        new SnapshotMark(at.appliedIndex(), at.appliedTerm(), ClusterState.membersIn(copy));
    seams().copied(copy);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    copy.writeTo(sent);
    machine.world().snapshotCopied();
    return new Copy(mark, sent.toByteArray());
  }

  /**
   * Compares the store in memory with what a process would make of the backend's records now.
   *
   * @return what differs; null if nothing does, or if a copy is taking the store's place
   */
  String difference() throws IOException {
    if (received != null || closed) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    backend.writeTo(out);
    try (Store again = Store.open(read(out.toByteArray()), StoreConfig.DEFAULT)) {
      View now = store.view();
      View rebuilt = again.view();
      Op.Range everything = Op.Range.of(KeyRange.from(new byte[] {0}), 0);
      if (now.revision() != rebuilt.revision()) {
        return "revision " + now.revision() + " in memory, " + rebuilt.revision() + " stored";
      } else if (now.stateHash() != rebuilt.stateHash()) {
        return "the hash of the state in memory is not the one stored";
      } else if (!Replies.of(now.range(everything)).equals(Replies.of(rebuilt.range(everything)))) {
        return "the keys in memory are not the keys stored";
      }
      return null;
    }
  }

  private static MemoryBackend read(byte[] bytes) throws IOException {
    try {
      return MemoryBackend.readFrom(new ByteArrayInputStream(bytes), "a copy of a store");
    } catch (MvccException damaged) {
      throw new IOException(damaged.getMessage(), damaged);
    }
  }

  @Override
  public IncomingSnapshot receive(SnapshotMark mark, long sizeBytes) throws IOException {
    requireOpen();
    return new Arriving(Math.toIntExact(sizeBytes));
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
  }

  @Override
  public void installed() {
    if (!closed) {
      backend = received;
      received = null;
      store.closeRetired();
      machine.world().snapshotInstalled();
    }
  }

  @Override
  public void discard(PreparedStore copy) {
    copy.close();
    received = null;
  }

  @Override
  public void close() {
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

    Copy(SnapshotMark mark, byte[] bytes) {
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

    Arriving(int sizeBytes) {
      this.bytes = new ByteArrayOutputStream(sizeBytes);
    }

    @Override
    public void write(byte[] part) {
      bytes.writeBytes(part);
    }

    @Override
    public PreparedStore finish() throws IOException {
      requireOpen();
      byte[] whole = bytes.toByteArray();
      machine.rot(whole);
      MemoryBackend copy = read(whole);
      prepared = PreparedStore.open(seams().backend(machine, copy), StoreConfig.DEFAULT);
      received = copy;
      return prepared;
    }

    @Override
    public void close() {
      // nothing but heap
    }
  }
}
