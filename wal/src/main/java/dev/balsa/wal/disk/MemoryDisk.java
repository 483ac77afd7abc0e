package dev.balsa.wal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A disk on the heap, for members that need not outlive the process. Thread-safe.
 *
 * <p>It keeps what {@link Disk} promises, and can play the machine's end: {@link #crashed()} is the
 * disk that is found afterwards, without the bytes that were not synced. Names outlast a crash as
 * soon as they are given, which the promise allows.
 */
public final class MemoryDisk implements Disk {

  /** A directory, or a file. */
  private record Node(MemoryFile file, TreeMap<String, Node> names) {
    static Node directory() {
      return new Node(null, new TreeMap<>());
    }

    boolean isDirectory() {
      return file == null;
    }
  }

  private final boolean crashable;
  private final Node root;

  private MemoryDisk(boolean crashable, Node root) {
    this.crashable = crashable;
    this.root = root;
  }

  /** A disk of a machine that never stops: it need not know what was synced. */
  public MemoryDisk() {
    this(false, Node.directory());
  }

  /** A disk that knows what a crash would leave. */
  public static MemoryDisk crashable() {
    return new MemoryDisk(true, Node.directory());
  }

  /**
   * What is found after a crash at this moment; this disk stays as it is, and nobody must use it
   * any more.
   *
   * @throws IllegalStateException unless it is {@link #crashable}
   */
  public synchronized MemoryDisk crashed() {
    return new MemoryDisk(true, crashed(root));
  }

  private static Node crashed(Node node) {
    if (!node.isDirectory()) {
      return new Node(node.file().synced(), null);
    }
    Node survivor = Node.directory();
    node.names().forEach((name, below) -> survivor.names().put(name, crashed(below)));
    return survivor;
  }

  @Override
  public synchronized DiskFile open(Path file, Access access) throws IOException {
    MemoryFile content;
    if (access == Access.CREATE) {
      content = new MemoryFile(crashable);
      if (directory(parent(file)).names().putIfAbsent(name(file), new Node(content, null))
          != null) {
        throw new FileAlreadyExistsException(file.toString());
      }
    } else {
      Node found = find(file);
      if (found == null || found.isDirectory()) {
        throw new NoSuchFileException(file.toString());
      }
      content = found.file();
    }
    return new Handle(file, content, access != Access.READ);
  }

  @Override
  public synchronized boolean exists(Path path) {
    return find(path) != null;
  }

  @Override
  public synchronized List<String> list(Path directory) throws IOException {
    return List.copyOf(directory(directory).names().keySet());
  }

  @Override
  public synchronized void createDirectories(Path directory) throws IOException {
    Node node = root;
    for (Path part : directory.toAbsolutePath()) {
      node = node.names().computeIfAbsent(part.toString(), missing -> Node.directory());
      if (!node.isDirectory()) {
        throw new FileAlreadyExistsException(directory.toString());
      }
    }
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    Node moved = find(from);
    if (moved == null) {
      throw new NoSuchFileException(from.toString());
    }
    Map<String, Node> target = directory(parent(to)).names();
    requireEmpty(target.get(name(to)), to);
    directory(parent(from)).names().remove(name(from));
    target.put(name(to), moved);
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    Node node = find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    requireEmpty(node, path);
    directory(parent(path)).names().remove(name(path));
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    directory(directory);
  }

  private static void requireEmpty(Node node, Path path) throws IOException {
    if (node != null && node.isDirectory() && !node.names().isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
  }

  private Node directory(Path path) throws IOException {
    Node node = find(path);
    if (node == null || !node.isDirectory()) {
      throw new NoSuchFileException(path.toString());
    }
    return node;
  }

  private Node find(Path path) {
    Node node = root;
    for (Path part : path.toAbsolutePath()) {
      node = node.isDirectory() ? node.names().get(part.toString()) : null;
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  private static Path parent(Path path) {
    return path.toAbsolutePath().getParent();
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  /** An open file. */
  private record Handle(Path path, MemoryFile content, boolean writable) implements DiskFile {

    @Override
    public long sizeBytes() {
      return content.sizeBytes();
    }

    @Override
    public int read(ByteBuffer target, long position) {
      return content.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      requireWritable();
      content.write(source, position);
    }

    @Override
    public void preallocate(long from, long to) throws IOException {
      requireWritable();
      content.clear(from, to);
    }

    @Override
    public void resize(long newSizeBytes) throws IOException {
      requireWritable();
      content.resize(newSizeBytes);
    }

    private void requireWritable() throws IOException {
      if (!writable) {
        throw new IOException(path + " was opened for reading only");
      }
    }

    @Override
    public void sync() {
      content.sync();
    }

    @Override
    public boolean tryLock() {
      return content.lock(this);
    }

    @Override
    public void close() {
      content.unlock(this);
    }
  }
}
