package dev.balsa.server.store;

import dev.balsa.mvcc.SavedIndex;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.View;
import dev.balsa.server.logging.Log;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * The saved key index in a store's directory: which file it is, and when saving it anew is worth
 * the work.
 *
 * <p>Saving costs by the number of keys, not saving costs the next start by the number of revisions
 * behind what was saved. So it is done when those have become half as many as there are records,
 * and never for a small store, which is read faster than anybody looks. Used by one thread at a
 * time.
 */
final class IndexFile implements SavedIndex {

  static final String NAME = "key-index";
  static final String FRESH = "key-index.new";

  /** Fewer records than this are read at the start in a tenth of a second. */
  static final long MIN_RECORDS = 50_000;

  /** At a stop, fewer revisions than this are left to the next start. */
  private static final long MIN_REVISIONS_AT_STOP = 10_000;

  private static final Log LOG = Log.of(IndexFile.class);

  private final Disk disk;
  private final Path directory;
  private final long minRecords;

  /** The revision of what is in the file; 0 if it is of no use. Written by whoever saves. */
  private volatile long savedRevision;

  /** How many versions the history had then. */
  private volatile long savedVersions;

  /** Fewer than {@code minRecords} are never saved. */
  IndexFile(Disk disk, Path directory, long minRecords) {
    this.disk = disk;
    this.directory = directory;
    this.minRecords = minRecords;
  }

  // ---- At the start.

  @Override
  public ReadableByteChannel open() throws IOException {
    removeUnfinished();
    Path file = directory.resolve(NAME);
    return disk.exists(file) ? new In(disk.open(file, Disk.Access.READ)) : null;
  }

  @Override
  public void used(long revision, long storeRevision) {
    savedRevision = revision;
    LOG.info("loaded the key index", "saved-at", revision, "revision", storeRevision);
  }

  @Override
  public void refused(String reason) {
    LOG.warn(
        "the saved key index is not used; the history is read instead",
        "file",
        directory.resolve(NAME),
        "reason",
        reason);
  }

  /** The store is open; what was saved has been used, or not. */
  void opened(View view) {
    if (savedRevision > 0) {
      savedVersions = view.versionCount() - (view.revision() - savedRevision);
    }
  }

  // ---- When to save.

  /** How much would have to be read behind what was saved. */
  private long changes(View view) {
    return Math.max(view.revision() - savedRevision, view.versionCount() - savedVersions);
  }

  /** Whether so much has changed that the next start would feel it. */
  boolean isDue(View view) {
    long records = view.versionCount();
    return records >= minRecords && changes(view) >= Math.max(2 * minRecords, records / 2);
  }

  /** Whether it would be missed after a compaction at this revision. */
  boolean isDueBefore(long compactRevision, View view) {
    return savedRevision > 0
        && savedRevision < compactRevision
        && view.versionCount() >= minRecords;
  }

  /** Whether saving it now makes the next start quicker. */
  boolean isDueAtStop(View view) {
    return view.versionCount() >= minRecords
        && (changes(view) >= Math.min(minRecords, MIN_REVISIONS_AT_STOP)
            || savedRevision < view.compactRevision());
  }

  // ---- Saving.

  /**
   * Writes the file anew, beside the old one, which is replaced when the new one is durable.
   *
   * @throws IOException if it cannot be written; the old one stays
   */
  void save(Store store) throws IOException {
    removeUnfinished();
    Path fresh = directory.resolve(FRESH);
    long versions = store.view().versionCount();
    long revision;
    try (DiskFile file = disk.open(fresh, Disk.Access.CREATE)) {
      Out out = new Out(file);
      revision = store.saveIndex(out);
      out.flush();
      file.sync();
    }
    disk.rename(fresh, directory.resolve(NAME));
    disk.syncDirectory(directory);
    savedRevision = revision;
    savedVersions = versions;
  }

  private void removeUnfinished() throws IOException {
    Path fresh = directory.resolve(FRESH);
    if (disk.exists(fresh)) {
      disk.delete(fresh);
    }
  }

  /** Reads from front to back, in pieces that make few calls. */
  private static final class In implements ReadableByteChannel {
    private static final int BUFFER_BYTES = 1 << 20;

    private final DiskFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long position;
    private boolean open = true;

    In(DiskFile file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (!buffer.hasRemaining()) {
        int count = file.read(buffer.clear(), position);
        buffer.position(0).limit(count);
        position += count;
        if (count == 0) {
          return -1;
        }
      }
      int count = Math.min(buffer.remaining(), target.remaining());
      target.put(buffer.slice(buffer.position(), count));
      buffer.position(buffer.position() + count);
      return count;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      file.close();
    }
  }

  /** Appends to a file, in pieces that make few calls. The file is its opener's to close. */
  private static final class Out implements WritableByteChannel {
    private static final int BUFFER_BYTES = 1 << 20;

    private final DiskFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long position;

    Out(DiskFile file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int count = source.remaining();
      while (source.hasRemaining()) {
        int part = Math.min(source.remaining(), buffer.remaining());
        buffer.put(source.slice(source.position(), part));
        source.position(source.position() + part);
        if (!buffer.hasRemaining()) {
          flush();
        }
      }
      return count;
    }

    void flush() throws IOException {
      buffer.flip();
      int count = buffer.remaining();
      file.write(buffer, position);
      position += count;
      buffer.clear();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // the file stays open
    }
  }
}
