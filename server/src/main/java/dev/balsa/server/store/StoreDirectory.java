package dev.balsa.server.store;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.PreparedStore;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.StoredPosition;
import dev.balsa.mvcc.View;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.logging.Log;
import dev.balsa.server.node.IncomingSnapshot;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.StartException;
import dev.balsa.server.node.StoreHome;
import dev.balsa.wal.disk.Disk;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * A member's store in RocksDB on a real disk; see the package documentation for the directories.
 */
public final class StoreDirectory implements StoreHome {

  /** The name of the file in a store's directory that has the saved key index. */
  public static final String KEY_INDEX = IndexFile.NAME;

  private static final Log LOG = Log.of(StoreDirectory.class);

  /**
   * What a data directory may hold: the member, certificates made by it, and a file system's own.
   */
  private static final Set<String> NAMES_IN_DATA_DIR = Set.of("member", "fixtures", "lost+found");

  private static final String OWNER_ONLY = "rwx------";

  private final Path dataDir;
  private final Path memberDir;
  private final Path walDir;
  private final Disk disk;
  private final Generations generations;
  private final long minIndexRecords;
  private final StoreConfig storeConfig =
      StoreConfig.forHeap(Runtime.getRuntime().maxMemory())
          .withRebuildProgress(records -> LOG.info("rebuilding the key index", "records", records));

  /** Held while the index is saved. Taken before {@code this}. */
  private final Object saving = new Object();

  // ---- Guarded by this; never held while something takes long.

  private Store store;

  /** The name of the directory that the store stands on. */
  private String inUse = Generations.STORE;

  /** The saved key index in that directory. */
  private IndexFile index;

  /** A finished copy that is neither installed nor discarded; null if there is none. */
  private PreparedStore received;

  private String receivedName;
  private long copies;
  private boolean closed;

  /** The store of a member that is configured so; nothing is touched before {@link #open}. */
  public StoreDirectory(BalsaConfig config, Disk disk) {
    this(config.dataDir(), config.memberDir(), config.walDir(), disk, IndexFile.MIN_RECORDS);
  }

  /**
   * As the constructor, but the key index is saved from so many records on: for those who want to
   * see that with few keys.
   */
  public static StoreDirectory withSmallIndex(BalsaConfig config, Disk disk, long minIndexRecords) {
    return new StoreDirectory(
        config.dataDir(), config.memberDir(), config.walDir(), disk, minIndexRecords);
  }

  StoreDirectory(Path dataDir, Path memberDir, Path walDir, Disk disk, long minIndexRecords) {
    this.minIndexRecords = minIndexRecords;
    this.dataDir = dataDir;
    this.memberDir = memberDir;
    this.walDir = walDir;
    this.disk = disk;
    this.generations = new Generations(disk, memberDir);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Creates the directories that are missing, the log's parent included.
   *
   * @throws StartException if the directory holds what does not belong there, or is in use
   */
  @Override
  public Store open(long logMarkIndex) throws IOException {
    refuseStrangers(dataDir);
    createPrivate(dataDir);
    createPrivate(memberDir);
    if (walDir.getParent() != null) {
      createPrivate(walDir.getParent());
    }
    generations.settle(logMarkIndex);
    Path directory = generations.path(Generations.STORE);
    createPrivate(directory);
    RocksBackend backend = RocksBackend.open(directory);
    IndexFile saved = indexIn(Generations.STORE);
    Store opened;
    try {
      opened = Store.open(backend, storeConfig, saved);
      saved.opened(opened.view());
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
    synchronized (this) {
      store = opened;
      index = saved;
    }
    return opened;
  }

  private IndexFile indexIn(String directoryName) {
    return new IndexFile(disk, generations.path(directoryName), minIndexRecords);
  }

  @Override
  public OutgoingSnapshot copy() throws IOException {
    Store source;
    String name;
    synchronized (this) {
      requireOpen();
      source = store;
      name = Generations.copy(++copies);
    }
    generations.remove(name);
    Path directory = generations.path(name);
    try {
      source.checkpoint(directory);
      List<String> names = disk.list(directory);
      return new CopiedFiles(disk, generations, name, names, markOf(directory));
    } catch (IOException | RuntimeException e) {
      generations.remove(name);
      throw e;
    }
  }

  /** Read from the copy: while it was made, the store went on. */
  private static SnapshotMark markOf(Path directory) {
    try (RocksBackend stored = RocksBackend.openReadOnly(directory)) {
      StoredPosition at = StoredPosition.of(stored);
      return new SnapshotMark(at.appliedIndex(), at.appliedTerm(), ClusterState.membersIn(stored));
    }
  }

  @Override
  public IncomingSnapshot receive(SnapshotMark mark, long sizeBytes) throws IOException {
    synchronized (this) {
      requireOpen();
    }
    long usable = Files.getFileStore(memberDir).getUsableSpace();
    if (usable < sizeBytes) {
      throw new IOException(
          "no space left in "
              + memberDir
              + " for a copy of "
              + sizeBytes
              + " bytes: "
              + usable
              + " are usable");
    }
    String name = Generations.incoming(mark.index());
    Path unused = generations.makeEmpty(name);
    return new ReceivedFiles(disk, generations, name, sizeBytes, () -> prepare(name, mark.index()));
  }

  /** The files are durable: gives the directory the name of a store, and reads it. */
  private PreparedStore prepare(String incoming, long index) throws IOException {
    String name = Generations.received(index);
    generations.remove(name);
    generations.rename(incoming, name);
    PreparedStore copy = null;
    try {
      RocksBackend backend = RocksBackend.open(generations.path(name));
      try {
        copy = PreparedStore.open(backend, storeConfig);
      } finally {
        if (copy == null) {
          backend.close();
        }
      }
      synchronized (this) {
        requireOpen();
        received = copy;
        receivedName = name;
      }
      return copy;
    } catch (MvccException | IOException e) {
      if (copy != null) {
        copy.close();
      }
      generations.remove(name);
      throw new IOException("a copy cannot be used: " + e.getMessage(), e);
    }
  }

  private void requireOpen() throws IOException {
    if (closed || store == null) {
      throw new IOException("the store is not open");
    }
  }

  @Override
  public void installed() throws IOException {
    Store now;
    String replaced;
    synchronized (this) {
      if (closed) {
        return; // the next start tidies up
      }
      now = store;
      replaced = inUse;
      inUse = receivedName;
      index = indexIn(inUse);
      received = null;
      receivedName = null;
    }
    now.closeRetired();
    generations.remove(replaced);
  }

  @Override
  public void discard(PreparedStore copy) throws IOException {
    String name;
    synchronized (this) {
      if (closed || copy != received) {
        return;
      }
      name = receivedName;
      received = null;
      receivedName = null;
    }
    copy.close();
    generations.remove(name);
  }

  @Override
  public void flushed() {
    synchronized (saving) {
      saveIndexIf(IndexFile::isDue);
    }
  }

  @Override
  public synchronized boolean wantsSaving(long compactRevision) {
    return !closed && index.isDueBefore(compactRevision, store.view());
  }

  @Override
  public void saveBefore(long compactRevision) {
    synchronized (saving) {
      saveIndexIf((file, view) -> file.isDueBefore(compactRevision, view));
    }
  }

  /**
   * Whatever keeps the file from being written costs the next start some time, and no more. To be
   * called holding {@code saving}.
   */
  private void saveIndexIf(BiPredicate<IndexFile, View> due) {
    IndexFile file;
    Store source;
    synchronized (this) {
      file = index;
      source = store;
    }
    // What is read now is in the directory of the file, or ahead of what will ever be found there.
    if (file == null || !due.test(file, source.view())) {
      return;
    }
    try {
      file.save(source);
    } catch (IOException e) {
      LOG.warn("the key index could not be saved; the next start reads the history instead", e);
    }
  }

  @Override
  public void close() {
    synchronized (saving) {
      try {
        saveIndexIf(IndexFile::isDueAtStop);
      } catch (MvccException e) {
        LOG.warn("the store cannot be flushed; the log has what it lacks", e);
      }
      closeAll();
    }
  }

  private void closeAll() {
    Store last;
    PreparedStore unused;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = store;
      unused = received;
    }
    if (unused != null) {
      unused.close(); // does nothing if it is what the store stands on
    }
    if (last != null) {
      last.close();
    }
  }

  /** A directory with other things in it is somebody's, not a member's. */
  private static void refuseStrangers(Path dataDir) throws IOException {
    if (!Files.exists(dataDir)) {
      return;
    }
    if (!Files.isDirectory(dataDir)) {
      throw new StartException("the data directory " + dataDir + " is a file");
    }
    if (Files.exists(dataDir.resolve("member").resolve("snap").resolve("db"))) {
      throw new StartException(
          "the data directory "
              + dataDir
              + " belongs to an etcd; Balsa keeps its store in another format: choose another"
              + " --data-dir");
    }
    List<String> strangers = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dataDir)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!NAMES_IN_DATA_DIR.contains(name) && !name.startsWith(".")) {
          strangers.add(name);
        }
      }
    }
    if (!strangers.isEmpty()) {
      strangers.sort(null);
      throw new StartException(
          "the data directory "
              + dataDir
              + " holds "
              + String.join(", ", strangers)
              + ", which no member put there; choose another --data-dir");
    }
  }

  private static void createPrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (Files.getFileStore(existing(directory)).supportsFileAttributeView("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    } else {
      Files.createDirectories(directory);
    }
  }

  private static Path existing(Path directory) {
    Path path = directory.toAbsolutePath();
    while (!Files.exists(path)) {
      path = path.getParent();
    }
    return path;
  }
}
