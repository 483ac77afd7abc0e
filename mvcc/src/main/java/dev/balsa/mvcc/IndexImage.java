package dev.balsa.mvcc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * Writes the key index of one moment, and which keys hang on leases, block by block in bounded
 * memory. Any thread, while the store goes on.
 *
 * <p>The index is exactly that of its revision. The leases' keys are read one after the other from
 * a table that changes meanwhile, and that does no harm: whoever loads the image reads the history
 * behind its revision too, which says of every key that changed since on which lease it hangs; and
 * a key that did not change hangs where it hung. That is why the store must be durable up to the
 * end of the writing before the image may be used.
 */
final class IndexImage {

  private final WritableByteChannel out;

  private byte[] block = new byte[ImageFormat.BLOCK_BYTES * 2];
  private int length;
  private byte kind;
  private long blocks;
  private byte[] lastKey = {};
  private long keys;
  private long attachments;

  private IndexImage(WritableByteChannel out) {
    this.out = out;
  }

  static void write(IndexSnapshot index, LeaseTable leases, long revision, WritableByteChannel out)
      throws IOException {
    IndexImage image = new IndexImage(out);
    image.header(revision);
    image.begin(ImageFormat.KEYS);
    IOException[] failure = {null};
    index.ascend(
        KeyRange.from(new byte[0]),
        (key, history) -> {
          try {
            image.add(key, history);
            return true;
          } catch (IOException e) {
            failure[0] = e;
            return false;
          }
        });
    if (failure[0] != null) {
      throw failure[0];
    }
    image.finish(ImageFormat.LEASES);
    for (LeaseTable.Attachment attachment : leases.attachments()) {
      image.add(attachment);
    }
    image.finish(ImageFormat.END);
    image.number(image.keys);
    image.number(image.attachments);
    image.finish(ImageFormat.END);
  }

  private void header(long revision) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(ImageFormat.HEADER_BYTES);
    header.put(ImageFormat.MAGIC).putInt(ImageFormat.VERSION).putLong(revision);
    header.putInt(ImageFormat.checksum(0, header.array(), 0, header.position()));
    send(header.flip());
  }

  private void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int unused = out.write(bytes);
    }
  }

  private void begin(byte nextKind) {
    kind = nextKind;
    length = ImageFormat.BLOCK_HEADER_BYTES;
    lastKey = new byte[0];
  }

  /** Writes the block as far as it has something in it, and begins one of the next kind. */
  private void finish(byte nextKind) throws IOException {
    if (length > ImageFormat.BLOCK_HEADER_BYTES) {
      blocks++;
      ByteBuffer header = ByteBuffer.wrap(block);
      header.put(kind).putInt(length - ImageFormat.BLOCK_HEADER_BYTES);
      header.putInt(ImageFormat.checksum(blocks, block, 0, header.position()));
      int payload = ImageFormat.BLOCK_HEADER_BYTES;
      int checksum = ImageFormat.checksum(blocks, block, payload, length);
      reserve(Integer.BYTES);
      ByteBuffer.wrap(block).putInt(length, checksum);
      send(ByteBuffer.wrap(block, 0, length + Integer.BYTES));
    }
    begin(nextKind);
  }

  private void add(byte[] key, KeyHistory history) throws IOException {
    name(key);
    history(history);
    keys++;
    closeIfFull();
  }

  private void add(LeaseTable.Attachment attachment) throws IOException {
    name(attachment.key());
    number(attachment.leaseId());
    attachments++;
    closeIfFull();
  }

  private void closeIfFull() throws IOException {
    if (length >= ImageFormat.BLOCK_BYTES) {
      finish(kind);
    }
  }

  /** A key, as what it shares with the one before and what it does not. */
  private void name(byte[] key) {
    int mismatch = Arrays.mismatch(lastKey, key);
    int shared = mismatch < 0 ? key.length : mismatch;
    number(shared);
    number(key.length - shared);
    reserve(key.length - shared);
    System.arraycopy(key, shared, block, length, key.length - shared);
    length += key.length - shared;
    lastKey = key;
  }

  private void history(KeyHistory history) {
    int size = history.size();
    boolean subs = hasSubs(history);
    boolean deleted = history.isTombstone(0);
    boolean elders = deleted || history.version(0) != 1 || beganEarlier(history);
    long flags = (subs ? ImageFormat.HAS_SUBS : 0) | (elders ? ImageFormat.HAS_ELDERS : 0);
    number((long) size << ImageFormat.FLAG_BITS | flags);
    if (elders) {
      number(deleted ? 0 : history.createRevision(0));
      number(deleted ? 0 : history.version(0));
    }
    long before = 0;
    for (int i = 0; i < size; i++) {
      long main = history.main(i);
      number((main - before) << 1 | (history.isTombstone(i) ? 1 : 0));
      before = main;
      if (subs) {
        number(history.sub(i));
      }
    }
  }

  private static boolean beganEarlier(KeyHistory history) {
    return history.createRevision(0) != history.main(0);
  }

  private static boolean hasSubs(KeyHistory history) {
    for (int i = 0; i < history.size(); i++) {
      if (history.sub(i) != 0) {
        return true;
      }
    }
    return false;
  }

  private void number(long value) {
    reserve(Wire.varintSize(value));
    length = Wire.putVarint(block, length, value);
  }

  private void reserve(int more) {
    if (block.length - length < more) {
      long wanted = Math.max(Math.addExact(length, more), block.length * 2L);
      block = Arrays.copyOf(block, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }
}
