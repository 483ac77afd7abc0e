package dev.balsa.server.store;

import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.logging.Log;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** The files of a checkpoint as one run of bytes; the package documentation draws them. */
final class CopiedFiles implements OutgoingSnapshot {

  static final byte FILE = 'F';
  static final byte END = 'E';

  /** Of a file's header, without its name: the mark, the length of the name, that of the file. */
  static final int HEADER_BYTES = 1 + Short.BYTES + Long.BYTES;

  private static final Log LOG = Log.of(CopiedFiles.class);

  private record Listed(String name, long sizeBytes) {}

  private final Disk disk;
  private final Generations generations;
  private final String directory;
  private final SnapshotMark mark;
  private final ArrayDeque<Listed> waiting = new ArrayDeque<>();
  private final long sizeBytes;

  /** What comes before the bytes of the next file, or after those of the last. */
  private ByteBuffer header = ByteBuffer.allocate(0);

  /** The file being sent; null between files. */
  private DiskFile file;

  private long position;
  private long fileBytes;
  private boolean ended;
  private boolean closed;

  /**
   * @param directory the name of the directory, which belongs to this copy from now on
   * @param names the files to send
   */
  CopiedFiles(
      Disk disk, Generations generations, String directory, List<String> names, SnapshotMark mark)
      throws IOException {
    this.disk = disk;
    this.generations = generations;
    this.directory = directory;
    this.mark = mark;
    long total = 1;
    for (String name : names) {
      try (DiskFile each = open(name)) {
        waiting.add(new Listed(name, each.sizeBytes()));
        total += HEADER_BYTES + bytes(name).length + each.sizeBytes();
      }
    }
    this.sizeBytes = total;
  }

  private DiskFile open(String name) throws IOException {
    return disk.open(generations.path(directory).resolve(name), Disk.Access.READ);
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public SnapshotMark mark() {
    return mark;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public byte[] next(int maxBytes) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(maxBytes);
    while (part.hasRemaining() && !isOver()) {
      if (header.hasRemaining()) {
        int count = Math.min(header.remaining(), part.remaining());
        part.put(header.slice().limit(count));
        header.position(header.position() + count);
      } else if (file != null) {
        readFile(part);
      } else {
        begin(waiting.poll());
      }
    }
    return part.position() == 0 ? null : Arrays.copyOf(part.array(), part.position());
  }

  private boolean isOver() {
    return ended && !header.hasRemaining();
  }

  private void begin(Listed next) throws IOException {
    if (next == null) {
      header = ByteBuffer.wrap(new byte[] {END});
      ended = true;
      return;
    }
    byte[] name = bytes(next.name());
    header = ByteBuffer.allocate(HEADER_BYTES + name.length);
    header.put(FILE).putShort((short) name.length).put(name).putLong(next.sizeBytes()).flip();
    file = open(next.name());
    fileBytes = next.sizeBytes();
    position = 0;
  }

  private void readFile(ByteBuffer part) throws IOException {
    int wanted = (int) Math.min(part.remaining(), fileBytes - position);
    ByteBuffer target = part.slice().limit(wanted);
    if (wanted > 0 && file.read(target, position) < wanted) {
      throw new IOException(file.path() + " ended early");
    }
    part.position(part.position() + wanted);
    position += wanted;
    if (position == fileBytes) {
      file.close();
      file = null;
    }
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
      generations.remove(directory);
    } catch (IOException e) {
      LOG.warn("a copy of the store that was sent is removed at the next start only", e);
    }
  }
}
