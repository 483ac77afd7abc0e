package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A backend on the heap, for tests, simulations and stores that need not outlive the process. It
 * plays durability: what was flushed survives {@link #crashed()}, the rest is gone.
 *
 * <p>A checkpoint is one file: the eight bytes {@code BALSAMEM}, then for each record its space (1
 * byte), key length, key, value length and value (4-byte big-endian lengths), then the byte 0xff
 * and the CRC-32C (8 bytes) of all before.
 */
public final class MemoryBackend implements Backend {

  private static final String CHECKPOINT_FILE = "memory.checkpoint";
  private static final long MAGIC = 0x42414c53414d454dL;
  private static final int END = 0xff;

  private final List<ConcurrentNavigableMap<byte[], byte[]>> live = emptySpaces();
  private final AtomicLong liveBytes = new AtomicLong();

  /** Guards the two fields below; taken by the writer and by flush, never by readers. */
  private final Object durability = new Object();

  private final List<ConcurrentNavigableMap<byte[], byte[]>> durable = emptySpaces();
  private final List<Undurable> undurable = new ArrayList<>();

  private volatile boolean closed;

  /** One record that is written but not flushed; a null value deletes. */
  private record Undurable(Space space, byte[] key, byte[] value) {}

  private static List<ConcurrentNavigableMap<byte[], byte[]>> emptySpaces() {
    List<ConcurrentNavigableMap<byte[], byte[]>> spaces = new ArrayList<>();
    for (int i = 0; i < Space.count(); i++) {
      spaces.add(new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
    }
    return spaces;
  }

  /** Opens a copy of what {@link #checkpoint} wrote. */
  public static MemoryBackend open(Path directory) {
    Path file = directory.resolve(CHECKPOINT_FILE);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return readFrom(in, file.toString());
    } catch (IOException e) {
      throw new MvccException(
          MvccException.Kind.STORAGE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Makes a backend of what {@link #writeTo} wrote; all of it counts as flushed.
   *
   * @param source what the bytes are, for messages
   * @throws MvccException CORRUPT if they are not what was written
   */
  public static MemoryBackend readFrom(InputStream bytes, String source) throws IOException {
    MemoryBackend backend = new MemoryBackend();
    CRC32C crc = new CRC32C();
    try {
      backend.readCheckpoint(new DataInputStream(new CheckedInputStream(bytes, crc)), crc, source);
    } catch (EOFException e) {
      throw damaged(source, "it ends early");
    }
    backend.flush();
    return backend;
  }

  private void readCheckpoint(DataInputStream in, CRC32C crc, String source) throws IOException {
    if (in.readLong() != MAGIC) {
      throw damaged(source, "it does not start as a checkpoint");
    }
    Batch batch = new Batch();
    for (int space = in.readUnsignedByte(); space != END; space = in.readUnsignedByte()) {
      if (space >= Space.count()) {
        throw damaged(source, "it names a space that does not exist");
      }
      byte[] key = readArray(in, source);
      batch.put(Space.of(space), key, readArray(in, source));
      write(batch);
      batch.clear();
    }
    long computed = crc.getValue();
    if (in.readLong() != computed) {
      throw damaged(source, "its checksum does not match");
    }
  }

  private static byte[] readArray(DataInputStream in, String source) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw damaged(source, "it holds a negative length");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private static MvccException damaged(String source, String how) {
    return new MvccException(MvccException.Kind.CORRUPT, source + " is damaged: " + how);
  }

  @Override
  public byte[] get(Space space, byte[] key) {
    checkOpen();
    return live.get(space.number()).get(key);
  }

  @Override
  public void scan(Space space, byte[] from, byte[] to, Visitor visitor) {
    checkOpen();
    if (from != null && to != null && Arrays.compareUnsigned(from, to) >= 0) {
      return;
    }
    ConcurrentNavigableMap<byte[], byte[]> map = live.get(space.number());
    if (from != null) {
      map = map.tailMap(from, true);
    }
    if (to != null) {
      map = map.headMap(to, false);
    }
    for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
      if (!visitor.visit(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }

  @Override
  public void write(Batch batch) {
    checkOpen();
    synchronized (durability) {
      batch.forEach(
          new Batch.Handler() {
            @Override
            public void put(Space space, byte[] key, byte[] value) {
              set(space, key, value);
            }

            @Override
            public void delete(Space space, byte[] key) {
              set(space, key, null);
            }
          });
    }
  }

  private void set(Space space, byte[] key, byte[] value) {
    ConcurrentNavigableMap<byte[], byte[]> map = live.get(space.number());
    byte[] before = value == null ? map.remove(key) : map.put(key, value);
    long grown = value == null ? 0 : key.length + value.length;
    long shrunk = before == null ? 0 : key.length + before.length;
    liveBytes.addAndGet(grown - shrunk);
    undurable.add(new Undurable(space, key, value));
  }

  @Override
  public void flush() {
    checkOpen();
    synchronized (durability) {
      for (Undurable record : undurable) {
        ConcurrentNavigableMap<byte[], byte[]> map = durable.get(record.space().number());
        if (record.value() == null) {
          map.remove(record.key());
        } else {
          map.put(record.key(), record.value());
        }
      }
      undurable.clear();
    }
  }

  /**
   * What a process finds that starts after a crash of this one: the flushed content. This backend
   * is closed.
   */
  public MemoryBackend crashed() {
    MemoryBackend survivor = new MemoryBackend();
    synchronized (durability) {
      closed = true;
      Batch batch = new Batch();
      for (int i = 0; i < Space.count(); i++) {
        Space space = Space.of(i);
        durable.get(i).forEach((key, value) -> batch.put(space, key, value));
        survivor.write(batch);
        batch.clear();
      }
    }
    survivor.flush();
    return survivor;
  }

  @Override
  public void checkpoint(Path directory) {
    checkOpen();
    try {
      Files.createDirectory(directory);
      Path file = directory.resolve(CHECKPOINT_FILE);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        writeTo(out);
      }
    } catch (IOException e) {
      throw new MvccException(
          MvccException.Kind.STORAGE,
          "cannot write a checkpoint to " + directory + ": " + e.getMessage(),
          e);
    }
  }

  /** Writes a consistent copy of the present content; the stream stays open. */
  public void writeTo(OutputStream target) throws IOException {
    checkOpen();
    CRC32C crc = new CRC32C();
    DataOutputStream out = new DataOutputStream(new CheckedOutputStream(target, crc));
    synchronized (durability) {
      writeCheckpoint(out, crc);
    }
    out.flush();
  }

  private void writeCheckpoint(DataOutputStream out, CRC32C crc) throws IOException {
    out.writeLong(MAGIC);
    for (int i = 0; i < Space.count(); i++) {
      for (Map.Entry<byte[], byte[]> entry : live.get(i).entrySet()) {
        out.writeByte(i);
        out.writeInt(entry.getKey().length);
        out.write(entry.getKey());
        out.writeInt(entry.getValue().length);
        out.write(entry.getValue());
      }
    }
    out.writeByte(END);
    out.writeLong(crc.getValue());
  }

  @Override
  public Pinned pin() {
    checkOpen();
    synchronized (durability) {
      return new MemoryPinned(live, () -> closed);
    }
  }

  @Override
  public void defragment(long historyRecords) {
    checkOpen();
  }

  @Override
  public long sizeBytes() {
    return liveBytes.get();
  }

  @Override
  public long sizeInUseBytes(long historyRecords) {
    return liveBytes.get();
  }

  @Override
  public void discard() {
    closed = true;
  }

  @Override
  public void close() {
    if (!closed) {
      flush();
      closed = true;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new MvccException(MvccException.Kind.CLOSED, "the backend is closed");
    }
  }
}
