package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.MvccException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Env;
import org.rocksdb.Options;
import org.rocksdb.Priority;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/**
 * A backend on disk. The history ({@link Space#KEY}) has RocksDB's column family {@code key}; all
 * other spaces share the default one, each under its number as the first byte.
 *
 * <p>A read is one native call; a batch is three, whatever it holds.
 */
public final class RocksBackend implements Backend {

  private static final byte[] HISTORY_FAMILY = "key".getBytes(StandardCharsets.US_ASCII);

  private final NativeGate gate = new NativeGate();

  /** Moments that somebody holds on to. Guarded by itself. */
  private final List<RocksPinned> pinned = new ArrayList<>();

  private final RocksOptions options;
  private final RocksDB db;
  private final ColumnFamilyHandle small;
  private final ColumnFamilyHandle history;

  private final RocksSizes sizes;
  private final boolean readOnly;

  private RocksBackend(
      RocksOptions options, RocksDB db, List<ColumnFamilyHandle> families, boolean readOnly) {
    this.readOnly = readOnly;
    this.options = options;
    this.db = db;
    this.small = families.get(0);
    this.history = families.get(1);
    this.sizes = new RocksSizes(db, small, history, options);
  }

  /**
   * Lets the engine merge files at a lower priority than everything else, for merges give back
   * space, and no write or read waits for them. Those that somebody asked for ({@link #defragment})
   * run on the same threads: on a busy machine they take longer, and the others do not. For a
   * process of its own: it goes for every RocksDB in it, for good, because the operating system
   * lowers a priority for everybody and raises it for few. Flushes keep theirs. Without effect
   * where the operating system is not Linux.
   */
  public static void mergeAtLowPriority() {
    RocksDB.loadLibrary();
    Env.getDefault().lowerThreadPoolCPUPriority(Priority.LOW);
  }

  /** Opens with the sizes that suit this process's heap. */
  public static RocksBackend open(Path directory) {
    return open(directory, RocksConfig.forHeap(Runtime.getRuntime().maxMemory()));
  }

  /**
   * Opens a directory, or makes it.
   *
   * @throws MvccException NEWER_FORMAT when a newer version wrote it; CORRUPT when files are
   *     damaged or missing; STORAGE when it cannot be read, or another process has it open
   */
  public static RocksBackend open(Path directory, RocksConfig config) {
    RocksDB.loadLibrary();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new MvccException(
          Kind.STORAGE, "cannot create " + directory + ": " + e.getMessage(), e);
    }
    return open(directory, config, false);
  }

  /**
   * Opens a directory to read it and no more. Changing calls fail as STORAGE.
   *
   * @throws MvccException NEWER_FORMAT, CORRUPT; STORAGE when it cannot be read
   */
  public static RocksBackend openReadOnly(Path directory) {
    RocksDB.loadLibrary();
    return open(directory, RocksConfig.GLANCE, true);
  }

  private static RocksBackend open(Path directory, RocksConfig config, boolean readOnly) {
    ManifestCheck.check(directory);
    checkFamilies(directory);
    RocksOptions options = new RocksOptions(config);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    List<ColumnFamilyDescriptor> families =
        List.of(
            new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.small),
            new ColumnFamilyDescriptor(HISTORY_FAMILY, options.history));
    try {
      String path = directory.toString();
      RocksDB db =
          readOnly
              ? RocksDB.openReadOnly(options.database, path, families, handles)
              : RocksDB.open(options.database, path, families, handles);
      RocksBackend backend = new RocksBackend(options, db, handles, readOnly);
      backend.checkFamilyNumber(directory);
      return backend;
    } catch (RocksDBException e) {
      options.close();
      throw TableCheck.blame(directory, refused("open " + directory, e));
    }
  }

  /** Column families that this version does not know mean a layout from the future. */
  private static void checkFamilies(Path directory) {
    if (!Files.exists(directory.resolve("CURRENT"))) {
      return;
    }
    try (Options plain = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(plain, directory.toString())) {
        if (!Arrays.equals(name, RocksDB.DEFAULT_COLUMN_FAMILY)
            && !Arrays.equals(name, HISTORY_FAMILY)) {
          throw new MvccException(
              Kind.NEWER_FORMAT,
              directory
                  + " holds the column family "
                  + new String(name, StandardCharsets.UTF_8)
                  + ", which this version does not know: a newer version wrote it");
        }
      }
    } catch (RocksDBException e) {
      throw TableCheck.blame(directory, refused("open " + directory, e));
    }
  }

  /** Batches name the history's family by its number. */
  private void checkFamilyNumber(Path directory) {
    if (history.getID() != Batch.KEY_FAMILY) {
      int number = history.getID();
      close();
      throw new MvccException(
          Kind.CORRUPT,
          directory + " is damaged: the column family of the history has the number " + number);
    }
  }

  static MvccException refused(String what, RocksDBException e) {
    Status status = e.getStatus();
    boolean corrupt = status != null && status.getCode() == Status.Code.Corruption;
    String message = e.getMessage() == null ? String.valueOf(status) : e.getMessage();
    if (!corrupt && message.contains("/LOCK")) {
      message = "another process has it open (" + message + ")";
    }
    return new MvccException(
        corrupt ? Kind.CORRUPT : Kind.STORAGE, "cannot " + what + ": " + message, e);
  }

  ColumnFamilyHandle family(Space space) {
    return space == Space.KEY ? history : small;
  }

  static byte[] stored(Space space, byte[] key) {
    if (space == Space.KEY) {
      return key;
    }
    byte[] stored = new byte[key.length + 1];
    stored[0] = (byte) space.number();
    System.arraycopy(key, 0, stored, 1, key.length);
    return stored;
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    gate.enter();
    try {
      return db.get(family(space), options.read, stored(space, key));
    } catch (RocksDBException e) {
      throw refused("read", e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void scan(Space space, byte[] from, byte[] to, Visitor visitor) {
    byte[] end = to == null ? endOf(space) : stored(space, to);
    int prefix = space == Space.KEY ? 0 : 1;
    ReadOptions how = to == null && space == Space.KEY ? options.fullScan : options.read;
    gate.enter();
    try (RocksIterator iterator = db.newIterator(family(space), how)) {
      iterator.seek(stored(space, from == null ? new byte[0] : from));
      while (iterator.isValid()) {
        byte[] key = iterator.key();
        if (end != null && Arrays.compareUnsigned(key, end) >= 0) {
          return;
        }
        byte[] bare = prefix == 0 ? key : Arrays.copyOfRange(key, prefix, key.length);
        if (!visitor.visit(bare, iterator.value())) {
          return;
        }
        iterator.next();
      }
      // An iterator that meets damage is simply not valid any more.
      iterator.status();
    } catch (RocksDBException e) {
      throw refused("scan " + space, e);
    } finally {
      gate.leave();
    }
  }

  private static byte[] endOf(Space space) {
    return space == Space.KEY ? null : new byte[] {(byte) (space.number() + 1)};
  }

  @Override
  public void write(Batch batch) {
    gate.enter();
    try (WriteBatch records = new WriteBatch(batch.encoded())) {
      db.write(options.write, records);
      sizes.wrote(batch);
    } catch (RocksDBException e) {
      throw refused("write", e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void flush() {
    gate.enter();
    try {
      db.flush(options.flush, List.of(small, history));
    } catch (RocksDBException e) {
      throw refused("flush", e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void checkpoint(Path directory) {
    gate.enter();
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      checkpoint.createCheckpoint(directory.toString());
    } catch (RocksDBException e) {
      throw refused("write a checkpoint to " + directory, e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public Pinned pin() {
    gate.enter();
    try {
      RocksPinned moment = new RocksPinned(this, db, gate);
      synchronized (pinned) {
        pinned.add(moment);
      }
      return moment;
    } finally {
      gate.leave();
    }
  }

  void unpin(RocksPinned moment) {
    synchronized (pinned) {
      pinned.remove(moment);
    }
  }

  @Override
  public void defragment(long historyRecords) {
    gate.enter();
    try {
      sizes.flushAndMerge(historyRecords);
    } catch (RocksDBException e) {
      throw refused("defragment", e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void giveBack() {
    gate.enter();
    try {
      sizes.giveBack();
    } catch (RocksDBException e) {
      throw refused("give back space", e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void stopMerging() {
    sizes.stopMerging();
  }

  @Override
  public long sizeBytes() {
    gate.enter();
    try {
      return sizes.bytes();
    } catch (RocksDBException e) {
      throw refused("ask for the size", e);
    } finally {
      gate.leave();
    }
  }

  /** Records of the history, those included whose deletion has not been merged with them yet. */
  public long storedRecords() {
    gate.enter();
    try {
      return sizes.storedRecords();
    } catch (RocksDBException e) {
      throw refused("ask for the size", e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public long sizeInUseBytes(long historyRecords) {
    gate.enter();
    try {
      return sizes.bytesInUse(historyRecords);
    } catch (RocksDBException e) {
      throw refused("ask for the size", e);
    } finally {
      gate.leave();
    }
  }

  private long property(String name) {
    gate.enter();
    try {
      return db.getLongProperty(small, name) + db.getLongProperty(history, name);
    } catch (RocksDBException e) {
      throw refused("ask for " + name, e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public Map<String, Long> figures() {
    Map<String, Long> figures = new TreeMap<>();
    for (String name : RocksFigures.SUMMED) {
      figures.put(name, property("rocksdb." + name));
    }
    gate.enter();
    try {
      for (String name : RocksFigures.SHARED) {
        figures.put(name, db.getLongProperty(history, "rocksdb." + name));
      }
    } catch (RocksDBException e) {
      throw refused("ask for figures", e);
    } finally {
      gate.leave();
    }
    return figures;
  }

  /** For tests: every native options object. */
  RocksOptions options() {
    return options;
  }

  /** For tests: whether the database or a column family is still held. */
  boolean isOwningAnything() {
    return db.isOwningHandle() || small.isOwningHandle() || history.isOwningHandle();
  }

  @Override
  public void discard() {
    stopMerging(); // or else the gate shuts behind them
    if (gate.shut()) {
      release();
    }
  }

  private void release() {
    synchronized (pinned) {
      pinned.forEach(RocksPinned::release);
    }
    small.close();
    history.close();
    db.close();
    options.close();
  }

  @Override
  public void close() {
    stopMerging();
    if (!gate.shut()) {
      return;
    }
    try {
      if (!readOnly) {
        db.flush(options.flush, List.of(small, history));
      }
    } catch (RocksDBException e) {
      throw refused("flush while closing", e);
    } finally {
      release();
    }
  }
}
