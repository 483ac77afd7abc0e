package dev.balsa.mvcc.bolt;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Reads a bbolt file, ours or etcd's, without ever writing to it. Not thread-safe. The format has
 * no checksum but that of the meta pages; everything else that can be wrong with a page is checked
 * when it is read.
 */
public final class BoltFile implements Closeable {

  private static final int MIN_PAGE_BYTES = 1 << 10;
  private static final int MAX_PAGE_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final long fileBytes;
  private final Meta meta;

  /** Where each bucket begins, by name, in the order of the names. */
  private final Map<String, Root> buckets = new LinkedHashMap<>();

  private record Meta(int pageBytes, long root, long freeList, long pages, long transaction) {}

  /**
   * Where a tree begins.
   *
   * @param inline the only page of a bucket that is stored in the root's value; null for others
   */
  private record Root(long page, Page inline) {}

  private BoltFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.fileBytes = channel.size();
    this.meta = newestMeta();
    if (meta.pages() * meta.pageBytes() > fileBytes) {
      throw damaged(
          0,
          "it says that the file has "
              + meta.pages()
              + " pages of "
              + meta.pageBytes()
              + " bytes, but the file ends after "
              + fileBytes
              + " bytes");
    }
    readBuckets();
  }

  /**
   * Opens a file.
   *
   * @throws BoltDamagedException if it is no bbolt file, or cut off, or its root is damaged
   */
  public static BoltFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new BoltFile(path, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private Meta newestMeta() throws IOException {
    if (fileBytes < 2 * MIN_PAGE_BYTES) {
      throw damaged(0, "the file has " + fileBytes + " bytes only");
    }
    Meta newest = metaAt(0);
    for (int bytes = MIN_PAGE_BYTES; bytes <= MAX_PAGE_BYTES; bytes *= 2) {
      if (newest == null || newest.pageBytes() == bytes) {
        Meta second = metaAt(bytes);
        if (second != null && (newest == null || second.transaction() > newest.transaction())) {
          newest = second;
        }
      }
    }
    if (newest == null) {
      throw damaged(0, "it is no bbolt file, or both its meta pages are damaged");
    }
    return newest;
  }

  /** The meta page at an offset, or null if there is no valid one. */
  private Meta metaAt(int offset) throws IOException {
    if (offset + Format.PAGE_HEADER_BYTES + Format.META_BYTES > fileBytes) {
      return null;
    }
    ByteBuffer page = read(0, offset, Format.PAGE_HEADER_BYTES + Format.META_BYTES);
    int at = Format.PAGE_HEADER_BYTES;
    long checksum = Format.checksum(page, at, Format.META_BYTES - Long.BYTES);
    int pageBytes = page.getInt(at + 8);
    boolean valid =
        page.getInt(at) == Format.MAGIC
            && page.getInt(at + 4) == Format.VERSION
            && page.getLong(at + Format.META_BYTES - Long.BYTES) == checksum
            && pageBytes >= MIN_PAGE_BYTES
            && Integer.bitCount(pageBytes) == 1
            && pageBytes <= MAX_PAGE_BYTES
            && page.getLong(at + 40) > 0
            && page.getLong(at + 40) <= Long.MAX_VALUE / MAX_PAGE_BYTES;
    return valid
        ? new Meta(
            pageBytes,
            page.getLong(at + 16),
            page.getLong(at + 32),
            page.getLong(at + 40),
            page.getLong(at + 48))
        : null;
  }

  private void readBuckets() throws IOException {
    BoltCursor root = new BoltCursor(this, load(meta.root()), true, null);
    while (root.next()) {
      byte[] value = root.value();
      if (!root.isBucket() || value.length < Format.BUCKET_BYTES) {
        throw root.damaged("the root holds something that is no bucket");
      }
      long page = Format.littleEndian(value).getLong(0);
      Page inline = page == 0 ? inline(value, root.pageId()) : null;
      buckets.put(new String(root.key(), StandardCharsets.UTF_8), new Root(page, inline));
    }
  }

  private Page inline(byte[] value, long holder) throws IOException {
    int length = value.length - Format.BUCKET_BYTES;
    if (length < Format.PAGE_HEADER_BYTES) {
      throw damaged(holder, "a bucket inside of it is cut off");
    }
    ByteBuffer bytes =
        ByteBuffer.wrap(value, Format.BUCKET_BYTES, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    Page page = new Page((id, reason) -> damaged(holder, reason), holder, bytes);
    if (!page.isLeaf()) {
      throw damaged(holder, "a bucket inside of it is no leaf");
    }
    return page;
  }

  /** The names of all buckets, ascending. */
  public List<String> buckets() {
    return new ArrayList<>(buckets.keySet());
  }

  /** The bytes of the file's pages; what stands behind them, such as a checksum, is not counted. */
  public long sizeBytes() {
    return meta.pages() * meta.pageBytes();
  }

  /** How many pages the file has. */
  public long pages() {
    return meta.pages();
  }

  /**
   * The records of a bucket in unsigned byte order; none if there is no such bucket.
   *
   * @param from the first key wanted; null for all
   * @throws BoltDamagedException here or from the cursor, at the first damaged page
   */
  public BoltCursor cursor(String bucket, byte[] from) throws IOException {
    Root root = buckets.get(bucket);
    if (root == null) {
      return BoltCursor.empty();
    }
    Page first = root.inline() != null ? root.inline() : load(root.page());
    return new BoltCursor(this, first, false, from);
  }

  /**
   * Goes through all trees and the free list: every page must be in use exactly once, or free.
   *
   * @param progress told how many pages have been read, every so often
   * @return how many records each bucket has
   * @throws BoltDamagedException at the first damage
   */
  public Map<String, Long> check(LongConsumer progress) throws IOException {
    PageCensus census = new PageCensus(this, meta.pages(), progress);
    census.use(0, 1);
    census.use(1, 1);
    if (meta.freeList() != Format.NO_FREE_LIST) {
      checkFreeList(census);
    }
    long unused = census.walk(load(meta.root()));
    Map<String, Long> records = new LinkedHashMap<>();
    for (Map.Entry<String, Root> bucket : buckets.entrySet()) {
      Page inline = bucket.getValue().inline();
      long count = inline != null ? inline.count() : census.walk(load(bucket.getValue().page()));
      records.put(bucket.getKey(), count);
    }
    if (meta.freeList() != Format.NO_FREE_LIST) {
      census.requireAllSeen();
    }
    return records;
  }

  private void checkFreeList(PageCensus census) throws IOException {
    ByteBuffer list = loadPages(meta.freeList());
    if (list.getShort(8) != Format.FREE_LIST) {
      throw damaged(meta.freeList(), "it should be the list of free pages and is not");
    }
    census.use(meta.freeList(), list.limit() / meta.pageBytes());
    long count = Short.toUnsignedInt(list.getShort(10));
    int at = Format.PAGE_HEADER_BYTES;
    if (count == Format.COUNT_ELSEWHERE) {
      count = list.getLong(at);
      at += Long.BYTES;
    }
    if (count < 0 || count > (list.limit() - at) / Long.BYTES) {
      throw damaged(meta.freeList(), "it claims " + count + " free pages, more than fit");
    }
    for (long i = 0; i < count; i++) {
      census.use(list.getLong(at + (int) i * Long.BYTES), 1);
    }
  }

  /** Reads and checks the node at a page. */
  Page load(long page) throws IOException {
    return new Page(this::damaged, page, loadPages(page));
  }

  /** How many pages a node takes. */
  int pagesOf(Page page) {
    return page.byteLength() / meta.pageBytes();
  }

  private ByteBuffer loadPages(long page) throws IOException {
    if (page < 2 || page >= meta.pages()) {
      throw damaged(page, "there is no such page, the file has " + meta.pages());
    }
    long offset = page * meta.pageBytes();
    ByteBuffer first = read(page, offset, meta.pageBytes());
    if (first.getLong(0) != page) {
      throw damaged(page, "it says that it is page " + Long.toUnsignedString(first.getLong(0)));
    }
    long overflow = Integer.toUnsignedLong(first.getInt(12));
    if (overflow == 0) {
      return first;
    }
    long bytes = (overflow + 1) * meta.pageBytes();
    if (page + overflow >= meta.pages() || bytes > Integer.MAX_VALUE - Long.BYTES) {
      throw damaged(page, "it claims " + overflow + " more pages, beyond the end of the file");
    }
    return read(page, offset, (int) bytes);
  }

  private ByteBuffer read(long page, long offset, int length) throws IOException {
    ByteBuffer bytes = Format.littleEndian(new byte[length]);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new BoltDamagedException(path, page, offset, "the file ends inside of it");
      }
    }
    return bytes.flip();
  }

  IOException damaged(long page, String reason) {
    int pageBytes = meta == null ? Format.PAGE_BYTES : meta.pageBytes();
    return new BoltDamagedException(path, page, page * pageBytes, reason);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return path + " " + buckets.keySet();
  }
}
