package dev.balsa.mvcc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what {@link IndexImage} wrote. Anything else is refused with an IOException that names the
 * place: a flipped bit, a missing end, a block too many.
 */
final class ImageReader {

  private final ReadableByteChannel in;

  /** The mark for which everything removable has been removed since. */
  private final long finishedCompactRevision;

  private final IndexBuilder index = new IndexBuilder();
  private final List<LeaseTable.Attachment> attachments = new ArrayList<>();
  private long revision;
  private long keys;

  /** Bytes in front of the block that is being read. */
  private long offset;

  /** Where the next one starts. */
  private long following;

  private long blocks;

  private byte[] block = {};
  private int at;
  private int end;
  private byte[] lastKey = {};

  /** The last key of all blocks before; null in front of the first key. */
  private byte[] greatestKey;

  private ImageReader(ReadableByteChannel in, long finishedCompactRevision) {
    this.in = in;
    this.finishedCompactRevision = finishedCompactRevision;
  }

  /**
   * Reads an image to its end.
   *
   * @param finishedCompactRevision what a finished compaction at this revision has removed is left
   *     out
   * @throws IOException if it is damaged, of another version, or cannot be read
   */
  static LoadedIndex read(ReadableByteChannel in, long finishedCompactRevision) throws IOException {
    ImageReader reader = new ImageReader(in, finishedCompactRevision);
    reader.header();
    byte kind = reader.nextBlock();
    while (kind != ImageFormat.END) {
      if (kind == ImageFormat.KEYS) {
        reader.keys();
      } else {
        reader.attachments();
      }
      kind = reader.nextBlock();
    }
    if (reader.number() != reader.keys
        || reader.number() != reader.attachments.size()
        || reader.at != reader.end
        || in.read(ByteBuffer.allocate(1)) > 0) {
      throw reader.damaged("its end does not fit");
    }
    return new LoadedIndex(reader.revision, reader.index.build(), reader.attachments);
  }

  private void header() throws IOException {
    fill(ImageFormat.HEADER_BYTES);
    ByteBuffer header = ByteBuffer.wrap(block);
    byte[] magic = new byte[ImageFormat.MAGIC.length];
    header.get(magic);
    int version = header.getInt();
    revision = header.getLong();
    int checked = header.position();
    if (!Arrays.equals(magic, ImageFormat.MAGIC)
        || header.getInt() != ImageFormat.checksum(0, block, 0, checked)) {
      throw damaged("the header");
    }
    if (version != ImageFormat.VERSION) {
      throw new IOException("it has format version " + version);
    }
    following = ImageFormat.HEADER_BYTES;
  }

  /** Reads and checks the next block and returns its kind. */
  private byte nextBlock() throws IOException {
    blocks++;
    offset = following;
    fill(ImageFormat.BLOCK_HEADER_BYTES);
    ByteBuffer header = ByteBuffer.wrap(block);
    byte kind = header.get();
    int length = header.getInt();
    int checked = header.position();
    if (header.getInt() != ImageFormat.checksum(blocks, block, 0, checked)
        || length < 0
        || (kind != ImageFormat.KEYS && kind != ImageFormat.LEASES && kind != ImageFormat.END)) {
      throw damaged("the head of block " + blocks);
    }
    fill(Math.addExact(length, Integer.BYTES));
    if (ByteBuffer.wrap(block).getInt(length) != ImageFormat.checksum(blocks, block, 0, length)) {
      throw damaged("block " + blocks);
    }
    following += (long) ImageFormat.BLOCK_HEADER_BYTES + length + Integer.BYTES;
    at = 0;
    end = length;
    lastKey = new byte[0];
    return kind;
  }

  private void fill(int bytes) throws IOException {
    if (block.length < bytes) {
      block = new byte[Math.max(bytes, ImageFormat.BLOCK_BYTES * 2)];
    }
    ByteBuffer target = ByteBuffer.wrap(block, 0, bytes);
    while (target.hasRemaining()) {
      if (in.read(target) < 0) {
        throw new EOFException("it ends early, in block " + blocks + " at byte " + offset);
      }
    }
  }

  private void keys() throws IOException {
    while (at < end) {
      byte[] key = name();
      if (greatestKey != null && Arrays.compareUnsigned(greatestKey, key) >= 0) {
        throw damaged("the order of the keys in block " + blocks);
      }
      greatestKey = key;
      keys++;
      KeyHistory history = history();
      if (!history.isSettled()) {
        history = history.withoutOldest(history.removableAt(finishedCompactRevision));
      }
      if (history != null) {
        index.add(key, history);
      }
    }
  }

  private void attachments() throws IOException {
    while (at < end) {
      byte[] key = name();
      attachments.add(new LeaseTable.Attachment(key, number()));
    }
  }

  private byte[] name() throws IOException {
    long shared = number();
    long own = number();
    if (shared < 0 || shared > lastKey.length || own < 0 || own > end - at) {
      throw damaged("a key in block " + blocks);
    }
    byte[] key = Arrays.copyOf(lastKey, (int) (shared + own));
    System.arraycopy(block, at, key, (int) shared, (int) own);
    at += (int) own;
    lastKey = key;
    return key;
  }

  private KeyHistory history() throws IOException {
    long head = number();
    long size = head >>> ImageFormat.FLAG_BITS;
    if (size < 1 || size > end - at) {
      throw damaged("a history in block " + blocks);
    }
    boolean elders = (head & ImageFormat.HAS_ELDERS) != 0;
    long create = elders ? number() : 0;
    long version = elders ? number() : 1;
    long[] mains = new long[(int) size];
    boolean[] tombstones = new boolean[(int) size];
    int[] subs = (head & ImageFormat.HAS_SUBS) == 0 ? null : new int[(int) size];
    long main = 0;
    for (int i = 0; i < size; i++) {
      long step = number();
      main += step >>> 1;
      mains[i] = main;
      tombstones[i] = (step & 1) != 0;
      if (subs != null) {
        subs[i] = (int) number();
      }
    }
    if (mains[0] < 1 || main > revision) {
      throw damaged("a history in block " + blocks);
    }
    return KeyHistory.restored(mains, tombstones, subs, elders ? create : mains[0], version);
  }

  private long number() throws IOException {
    long value = 0;
    int shift = 0;
    while (at < end && shift < Long.SIZE) {
      byte next = block[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
      shift += 7;
    }
    throw damaged("a number in block " + blocks);
  }

  private IOException damaged(String what) {
    return new IOException(what + " is damaged, at or behind byte " + offset);
  }
}
