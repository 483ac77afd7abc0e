package dev.balsa.server.store;

import dev.balsa.mvcc.PreparedStore;
import dev.balsa.server.logging.Log;
import dev.balsa.server.node.IncomingSnapshot;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes the files of a copy as their bytes come; the package documentation draws them. */
final class ReceivedFiles implements IncomingSnapshot {

  /** What to do when all files are on disk. */
  @FunctionalInterface
  interface Whole {
    PreparedStore open() throws IOException;
  }

  /** Names of files as RocksDB makes them; nothing that leads out of the directory. */
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,254}";

  private static final Log LOG = Log.of(ReceivedFiles.class);

  private final Disk disk;
  private final Generations generations;
  private final String directory;
  private final long sizeBytes;
  private final Whole whole;

  /** A header that has not come in whole yet. */
  private final ByteBuffer header = ByteBuffer.allocate(CopiedFiles.HEADER_BYTES + (1 << 16));

  /** The file being written; null between files. */
  private DiskFile file;

  private long position;
  private long fileBytes;
  private long received;
  private boolean ended;
  private boolean finished;
  private boolean closed;

  /**
   * @param directory the name of an empty directory, which belongs to this copy from now on
   */
  ReceivedFiles(Disk disk, Generations generations, String directory, long sizeBytes, Whole whole) {
    this.disk = disk;
    this.generations = generations;
    this.directory = directory;
    this.sizeBytes = sizeBytes;
    this.whole = whole;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    received += bytes.length;
    if (received > sizeBytes) {
      throw new IOException("a copy is larger than was announced: " + sizeBytes + " bytes");
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      if (file != null) {
        writeFile(rest);
      } else {
        readHeader(rest);
      }
    }
  }

  private void writeFile(ByteBuffer rest) throws IOException {
    int count = (int) Math.min(rest.remaining(), fileBytes - position);
    file.write(rest.slice().limit(count), position);
    rest.position(rest.position() + count);
    position += count;
    endFileIfComplete();
  }

  private void endFileIfComplete() throws IOException {
    if (position == fileBytes) {
      file.sync();
      file.close();
      file = null;
    }
  }

  private void readHeader(ByteBuffer rest) throws IOException {
    if (ended) {
      throw new IOException("a copy goes on behind its end");
    }
    header.put(rest.get());
    byte kind = header.get(0);
    if (kind == CopiedFiles.END) {
      ended = true;
      return;
    }
    if (kind != CopiedFiles.FILE) {
      throw new IOException("bytes that are no copy of a store");
    }
    if (header.position() < 1 + Short.BYTES) {
      return;
    }
    int nameBytes = Short.toUnsignedInt(header.getShort(1));
    if (header.position() < CopiedFiles.HEADER_BYTES + nameBytes) {
      return;
    }
    byte[] name = new byte[nameBytes];
    header.get(1 + Short.BYTES, name);
    begin(new String(name, StandardCharsets.UTF_8), header.getLong(1 + Short.BYTES + nameBytes));
    header.clear();
  }

  private void begin(String name, long bytes) throws IOException {
    if (!name.matches(NAME) || bytes < 0) {
      throw new IOException("a copy holds a file of the name " + name + ", which no store has");
    }
    Path path = generations.path(directory).resolve(name);
    file = disk.open(path, Disk.Access.CREATE);
    fileBytes = bytes;
    position = 0;
    endFileIfComplete();
  }

  @Override
  public PreparedStore finish() throws IOException {
    if (!ended || received != sizeBytes) {
      throw new IOException(
          "a copy ended after " + received + " of the " + sizeBytes + " bytes announced");
    }
    disk.syncDirectory(generations.path(directory));
    PreparedStore copy = whole.open();
    finished = true;
    return copy;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (file != null) {
        file.close();
      }
      if (!finished) {
        generations.remove(directory);
      }
    } catch (IOException e) {
      LOG.warn("what came of a copy of the leader's store is removed at the next start only", e);
    }
  }
}
