package dev.balsa.wal;

import dev.balsa.raft.Entry;
import dev.balsa.raft.HardState;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;

/**
 * The durable log of one member: what {@link #append} was told to sync is there after any crash.
 *
 * <p>A write or sync that fails ends the log's life: nobody knows what is on disk, so every later
 * call throws and nothing is tried again. The process has to end and read the log anew.
 *
 * <p>Not thread-safe: all calls come from one thread at a time, which must not be interrupted. See
 * the package's documentation for the format.
 */
public final class Wal implements Closeable {

  private final Disk disk;
  private final Path directory;
  private final WalConfig config;
  private final byte[] metadata;

  /** All segments on disk, oldest first; the last one is written to. Their locks are held. */
  private final List<Segment> segments;

  private final RecordWriter writer;
  private final SegmentAllocator allocator;

  /** The last hard state written; a new segment repeats it. */
  private HardState state;

  /** The newest snapshot mark; its index never exceeds the commit index of {@link #state}. */
  private SnapshotMark newestMark;

  private long lastIndex;

  /** Everything before this position of the current segment is durable. */
  private long syncedPosition;

  /** The position after the last sync mark or segment head: from here on a mark is due. */
  private long markedPosition;

  private Throwable failure;
  private boolean closed;

  private Wal(Disk disk, Path directory, WalConfig config, List<Segment> segments, Recovery past) {
    this.disk = disk;
    this.directory = directory;
    this.config = config;
    this.segments = segments;
    this.metadata = past.metadata();
    this.state = past.replay().hardState();
    this.newestMark = past.replay().snapshot();
    this.lastIndex = past.replay().lastIndex();
    RollingCrc crc = new RollingCrc();
    crc.seed(past.crcAtEnd());
    this.writer = new RecordWriter(crc);
    this.allocator = new SegmentAllocator(disk, directory, config);
    Segment last = last();
    writer.startAt(last.file(), past.end());
    allocator.startIn(last.file(), last.name().sequence(), past.end());
    syncedPosition = past.end();
    markedPosition = past.endsInSyncMark() ? past.end() : 0;
  }

  /** Whether there is a log in a directory. */
  public static boolean exists(Disk disk, Path directory) throws IOException {
    return LogDirectory.exists(disk, directory);
  }

  /**
   * Creates an empty log. It appears under its name at once and whole, or not at all.
   *
   * @param directory does not exist yet, or is empty
   * @param metadata whose log it is, usually {@link WalMetadata#encode}
   * @throws FileAlreadyExistsException if there is a log
   */
  public static Wal create(Disk disk, Path directory, WalConfig config, byte[] metadata)
      throws IOException {
    if (exists(disk, directory)) {
      throw new FileAlreadyExistsException(directory.toString(), null, "there is a log in there");
    }
    Path temporary = LogDirectory.beginCreation(disk, directory);
    Path first = temporary.resolve(new SegmentName(0, 0).fileName());
    try (DiskFile file = disk.open(first, Disk.Access.CREATE)) {
      file.resize(config.segmentBytes());
      RecordWriter writer = new RecordWriter(new RollingCrc());
      writer.startAt(file, 0);
      writer.crcMark();
      writer.metadata(metadata);
      writer.snapshot(SnapshotMark.EMPTY);
      writer.flush();
      file.sync();
    }
    LogDirectory.endCreation(disk, temporary, directory);
    return open(disk, directory, config).wal();
  }

  /**
   * Opens a log, reads all it says, and cuts off what a crash left unfinished at its end.
   *
   * @throws WalDamagedException if what had been durable is not as it was written; nothing has been
   *     changed on disk then
   * @throws WalLockedException if the log is in use
   */
  public static Recovered open(Disk disk, Path directory, WalConfig config) throws IOException {
    List<Segment> segments = Segment.openAll(disk, directory);
    try {
      Recovery past = new Recovery(disk, config, segments);
      past.run();
      LogDirectory.deletePrepared(disk, directory);
      disk.syncDirectory(directory);
      Wal wal = new Wal(disk, directory, config, segments, past);
      return new Recovered(
          wal,
          wal.metadata,
          wal.state,
          wal.newestMark,
          List.copyOf(past.replay().entries()),
          List.copyOf(past.repairs()));
    } catch (IOException | RuntimeException e) {
      LogDirectory.closeAll(segments);
      throw e;
    }
  }

  /**
   * Writes one batch: entries, then the hard state.
   *
   * <p>Entries must continue the log or replace its end, without a gap, and none may be of a later
   * term than the hard state. With {@code sync} everything written so far is durable on return, by
   * exactly one sync (a few more when a segment is full); without, only the order is kept.
   *
   * @param next the new hard state, or null if it is unchanged
   * @param sync whether to wait for the disk; needed for entries, and for a new term or vote
   * @throws IllegalArgumentException if the batch does not fit the log; nothing was written
   * @throws IOException if the disk fails, now or in an earlier call
   */
  public void append(HardState next, List<Entry> entries, boolean sync) throws IOException {
    checkUsable();
    HardState after = next == null ? state : next;
    checkFit(after, entries);
    try {
      markIfDue();
      if (!entries.isEmpty() && after.mustSyncAfter(state)) {
        // So that no prefix of a batch ever has an entry of a term the hard state does not know.
        writer.state(new HardState(after.term(), after.vote(), state.commit()));
      }
      for (int i = 0; i < entries.size(); i++) {
        writer.entry(entries.get(i));
      }
      if (next != null && !next.isEmpty()) {
        writer.state(next);
      }
      state = after;
      lastIndex = entries.isEmpty() ? lastIndex : entries.get(entries.size() - 1).index();
      endBatch(sync);
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Bytes written since this log was opened, records and padding; preallocated zeros not counted.
   */
  public long writtenBytes() {
    return writer.writtenBytes();
  }

  /**
   * Notes that the state machine's storage stands for the log up to a point, durably. A log that
   * ends before that point, or has another entry there, is replaced: what a follower does that got
   * a snapshot from its leader. What is marked is committed, so the commit index follows.
   *
   * @param mark newer than the last one
   */
  public void saveSnapshot(SnapshotMark mark) throws IOException {
    checkUsable();
    if (mark.index() <= newestMark.index() || mark.term() < newestMark.term()) {
      throw new IllegalArgumentException(mark + " is not newer than " + newestMark);
    }
    try {
      markIfDue();
      writer.snapshot(mark);
      if (mark.index() > state.commit()) {
        boolean newTerm = mark.term() > state.term();
        state =
            new HardState(
                Math.max(mark.term(), state.term()), newTerm ? 0 : state.vote(), mark.index());
        writer.state(state);
      }
      newestMark = mark;
      lastIndex = Math.max(lastIndex, mark.index());
      endBatch(true);
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Allows to delete segments that hold nothing after an index, as far as there are more than
   * {@link WalConfig#maxSegments}. Never goes beyond the newest snapshot mark.
   */
  public void release(long index) throws IOException {
    checkUsable();
    long limit = Math.min(index, newestMark.index());
    try {
      while (segments.size() > 1
          && config.maxSegments() > 0
          && segments.size() > config.maxSegments()
          && segments.get(1).name().firstIndex() <= limit) {
        Segment oldest = segments.remove(0);
        oldest.close();
        disk.delete(directory.resolve(oldest.name().fileName()));
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Prepares disk space ahead of the writes, one bounded step; to be called between batches and
   * when there is nothing else to do.
   *
   * @return how much was done; 0 if there is nothing to prepare
   */
  public int doWork() throws IOException {
    checkUsable();
    try {
      return allocator.doWork(writer.position());
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  /** Makes everything durable and closes all files. The second call does nothing. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (failure == null) {
        sync();
        markIfDue();
        writer.flush();
        sync();
        allocator.close();
      }
    } finally {
      LogDirectory.closeAll(segments);
    }
  }

  private void checkUsable() throws IOException {
    if (failure != null) {
      throw new IOException("the log failed before and must not be used: " + failure, failure);
    }
    if (closed) {
      throw new IOException("the log is closed: " + directory);
    }
  }

  private void checkFit(HardState after, List<Entry> entries) {
    if (after.term() < state.term() || after.commit() < state.commit()) {
      throw new IllegalArgumentException("hard state goes back: " + after + " after " + state);
    }
    if (entries.isEmpty()) {
      return;
    }
    long expected = entries.get(0).index();
    if (expected > lastIndex + 1 || expected <= newestMark.index()) {
      throw new IllegalArgumentException(
          "entry " + expected + " does not fit a log that ends at " + lastIndex);
    }
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.index() != expected++ || entry.term() < 1 || entry.term() > after.term()) {
        throw new IllegalArgumentException("entry " + entry + " does not fit; " + after);
      }
    }
  }

  /** A sync mark is true at the start of a batch whose predecessors are all durable. */
  private void markIfDue() throws IOException {
    long position = writer.position();
    if (position == syncedPosition && position > markedPosition && !config.unsafeNoSync()) {
      writer.crcMark();
      markedPosition = writer.position();
    }
  }

  private void endBatch(boolean sync) throws IOException {
    writer.flush();
    if (writer.position() >= config.segmentBytes()) {
      cut();
    } else if (sync) {
      sync();
    }
  }

  private void sync() throws IOException {
    if (!config.unsafeNoSync() && syncedPosition < writer.position()) {
      last().file().sync();
      syncedPosition = writer.position();
    }
  }

  /** Ends the current segment and begins the next one, whose name appears last. */
  private void cut() throws IOException {
    DiskFile full = last().file();
    full.resize(writer.position());
    sync(full);
    DiskFile file = allocator.next();
    writer.startAt(file, 0);
    writer.crcMark();
    writer.metadata(metadata);
    if (!state.isEmpty()) {
      writer.state(state);
    }
    writer.flush();
    sync(file);
    SegmentName name = last().name().next(lastIndex + 1);
    disk.rename(allocator.nextPath(), directory.resolve(name.fileName()));
    disk.syncDirectory(directory);
    allocator.advance();
    segments.add(new Segment(name, file));
    syncedPosition = writer.position();
    markedPosition = writer.position();
  }

  private void sync(DiskFile file) throws IOException {
    if (!config.unsafeNoSync()) {
      file.sync();
    }
  }

  private Segment last() {
    return segments.get(segments.size() - 1);
  }
}
