package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/**
 * A moment of a {@link RocksBackend}: RocksDB's snapshot, which keeps what it shows from being
 * removed by merges. Every native call happens inside the backend's gate, so that closing the
 * backend never frees memory under it; the backend then releases what is still open.
 */
final class RocksPinned implements Pinned {

  private static final long READAHEAD_BYTES = 1L << 20;

  private final RocksBackend backend;
  private final RocksDB db;
  private final NativeGate gate;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private final List<RocksIterator> iterators = new ArrayList<>();
  private boolean released;

  /** To be called inside the gate. */
  RocksPinned(RocksBackend backend, RocksDB db, NativeGate gate) {
    this.backend = backend;
    this.db = db;
    this.gate = gate;
    this.snapshot = db.getSnapshot();
    this.options =
        new ReadOptions()
            .setSnapshot(snapshot)
            .setVerifyChecksums(true)
            .setFillCache(false)
            .setReadaheadSize(READAHEAD_BYTES);
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    enter();
    try {
      return db.get(backend.family(space), options, RocksBackend.stored(space, key));
    } catch (RocksDBException e) {
      throw RocksBackend.refused("read", e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public Cursor cursor(Space space) {
    enter();
    try {
      RocksIterator iterator = db.newIterator(backend.family(space), options);
      iterators.add(iterator);
      return new RocksCursor(space, iterator);
    } finally {
      gate.leave();
    }
  }

  private void enter() {
    gate.enter();
    if (released) {
      gate.leave();
      throw new MvccException(MvccException.Kind.CLOSED, "the pinned state is closed");
    }
  }

  @Override
  public void close() {
    try {
      gate.enter();
    } catch (MvccException backendClosed) {
      return; // it has released this
    }
    try {
      backend.unpin(this);
      release();
    } finally {
      gate.leave();
    }
  }

  /** Frees what is native. Inside the gate, or behind it when it is shut. */
  void release() {
    if (released) {
      return;
    }
    released = true;
    iterators.forEach(RocksIterator::close);
    options.close();
    db.releaseSnapshot(snapshot);
  }

  private final class RocksCursor implements Cursor {

    private final byte[] probe = new byte[1];
    private final Space space;
    private final RocksIterator iterator;
    private boolean started;

    RocksCursor(Space space, RocksIterator iterator) {
      this.space = space;
      this.iterator = iterator;
    }

    @Override
    public boolean next() {
      enter();
      try {
        if (started) {
          iterator.next();
        } else {
          started = true;
          iterator.seek(RocksBackend.stored(space, new byte[0]));
        }
        if (iterator.isValid()) {
          return space == Space.KEY || iterator.key()[0] == (byte) space.number();
        }
        // An iterator that meets damage is simply not valid any more.
        iterator.status();
        return false;
      } catch (RocksDBException e) {
        throw RocksBackend.refused("scan " + space, e);
      } finally {
        gate.leave();
      }
    }

    @Override
    public byte[] key() {
      enter();
      try {
        byte[] key = iterator.key();
        return space == Space.KEY ? key : Arrays.copyOfRange(key, 1, key.length);
      } finally {
        gate.leave();
      }
    }

    @Override
    public byte[] value() {
      enter();
      try {
        return iterator.value();
      } finally {
        gate.leave();
      }
    }

    @Override
    public int valueLength() {
      enter();
      try {
        return iterator.value(probe);
      } finally {
        gate.leave();
      }
    }

    @Override
    public void close() {
      try {
        gate.enter();
      } catch (MvccException backendClosed) {
        return;
      }
      try {
        if (iterators.remove(iterator)) {
          iterator.close();
        }
      } finally {
        gate.leave();
      }
    }
  }
}
