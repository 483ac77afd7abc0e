package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.SavedIndex;
import dev.balsa.mvcc.Store;
import dev.balsa.server.store.StoreDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Whether the saved key index of a store can be read, and is what the history makes. Both are
 * written as they would be saved, and compared: equal indexes make equal files.
 */
final class IndexCheck implements SavedIndex {

  private final Path directory;
  private final Path file;
  private long expected;

  /** In the middle of a compaction two indexes of one history may remember more or less of it. */
  private boolean comparable;

  private String problem;
  private String summary = "";

  /** Of the store in a directory. */
  IndexCheck(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(StoreDirectory.KEY_INDEX);
  }

  boolean isThere() {
    return Files.exists(file);
  }

  /** Remembers the index of a store that read its whole history. */
  void expect(Store store) throws IOException {
    comparable = store.finishedCompactRevision() == store.view().compactRevision();
    if (isThere() && comparable) {
      expected = digest(store);
    }
  }

  /** Opens the store over the file. */
  void read(PrintWriter err) throws IOException {
    try (Store store = DataDirectory.openStore(directory, err, this)) {
      if (problem == null && comparable && digest(store) != expected) {
        problem = file + ": it can be read, and is not the index that the history makes";
      }
    }
  }

  /** What is damaged, with file and offset; null if nothing is. */
  String problem() {
    return problem;
  }

  String summary() {
    return summary;
  }

  private static long digest(Store store) throws IOException {
    Digest digest = new Digest();
    store.view().saveIndex(digest);
    return digest.crc.getValue();
  }

  @Override
  public ReadableByteChannel open() throws IOException {
    return FileChannel.open(file);
  }

  @Override
  public void used(long savedRevision, long revision) {
    summary = "saved at revision " + savedRevision + ", " + sizeBytes() + " bytes";
  }

  private long sizeBytes() {
    return file.toFile().length();
  }

  @Override
  public void refused(String reason) {
    problem = file + ": " + reason + "; the next start reads the history instead";
  }

  @Override
  public void outOfDate(String reason) {
    summary = "not used by the next start, which reads the history instead: " + reason;
  }

  /** Takes what is written, and remembers a checksum of it. */
  private static final class Digest implements WritableByteChannel {
    private final CRC32C crc = new CRC32C();

    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      crc.update(source);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
