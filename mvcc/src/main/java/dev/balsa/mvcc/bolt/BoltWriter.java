package dev.balsa.mvcc.bolt;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a file from front to back, page by page, to a plan that {@link BoltLayout} made from the
 * same records. Not thread-safe; holds one open page a level.
 */
@SuppressWarnings("ByteBufferBackingArray") // every page is an array of its own
public final class BoltWriter {

  static final long FIRST_TREE_PAGE = 4;

  private static final long FREE_LIST_PAGE = 2;
  private static final long ROOT_PAGE = 3;

  private final BoltPlan plan;
  private final TreeBuilder builder;

  /**
   * Writes the head of the file.
   *
   * @param sink gets the bytes, one or more whole pages at a time, and may keep the arrays
   */
  public BoltWriter(BoltPlan plan, Consumer<byte[]> sink) {
    this.plan = plan;
    this.builder = new TreeBuilder(FIRST_TREE_PAGE, sink::accept);
    sink.accept(meta(0));
    sink.accept(meta(1));
    sink.accept(emptyFreeList());
    sink.accept(root());
  }

  /** Starts a bucket; names must ascend in unsigned byte order. */
  public void beginBucket(byte[] name) {
    builder.beginBucket(name);
  }

  /**
   * Writes a record of the current bucket; keys must ascend in unsigned byte order. The arrays must
   * not be modified afterwards.
   */
  public void add(byte[] key, byte[] value) {
    builder.add(key, value, value.length);
  }

  /**
   * Writes what is open.
   *
   * @throws IllegalStateException if the records were not those that the plan was made from: what
   *     was written is no valid file
   */
  public void finish() {
    BoltPlan written = builder.finish();
    if (written.pages() != plan.pages() || !sameRoots(written.buckets(), plan.buckets())) {
      throw new IllegalStateException("the records have changed since they were measured");
    }
  }

  private static boolean sameRoots(List<BoltPlan.Bucket> a, List<BoltPlan.Bucket> b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same = a.get(i).rootPage() == b.get(i).rootPage();
    }
    return same;
  }

  private static byte[] emptyFreeList() {
    byte[] bytes = new byte[Format.PAGE_BYTES];
    Format.header(Format.littleEndian(bytes), FREE_LIST_PAGE, Format.FREE_LIST, 0, 0);
    return bytes;
  }

  private byte[] meta(int number) {
    byte[] bytes = new byte[Format.PAGE_BYTES];
    ByteBuffer page = Format.littleEndian(bytes);
    Format.header(page, number, Format.META, 0, 0);
    page.position(Format.PAGE_HEADER_BYTES);
    page.putInt(Format.MAGIC).putInt(Format.VERSION).putInt(Format.PAGE_BYTES).putInt(0);
    page.putLong(ROOT_PAGE).putLong(0).putLong(FREE_LIST_PAGE).putLong(plan.pages());
    page.putLong(number);
    int content = page.position() - Format.PAGE_HEADER_BYTES;
    page.putLong(Format.checksum(page, Format.PAGE_HEADER_BYTES, content));
    return bytes;
  }

  private byte[] root() {
    List<BoltPlan.Bucket> buckets = plan.buckets();
    byte[] bytes = new byte[Format.PAGE_BYTES];
    ByteBuffer page = Format.littleEndian(bytes);
    Format.header(page, ROOT_PAGE, Format.LEAF, buckets.size(), 0);
    int element = Format.PAGE_HEADER_BYTES;
    int data = element + buckets.size() * Format.ELEMENT_BYTES;
    for (BoltPlan.Bucket bucket : buckets) {
      int end = data + bucket.name().length + Format.BUCKET_BYTES;
      if (end > Format.PAGE_BYTES) {
        throw new IllegalArgumentException("the names of the buckets do not fit into one page");
      }
      page.putInt(element, Format.BUCKET_FLAG);
      page.putInt(element + 4, data - element);
      page.putInt(element + 8, bucket.name().length);
      page.putInt(element + 12, Format.BUCKET_BYTES);
      page.put(data, bucket.name());
      page.putLong(data + bucket.name().length, bucket.rootPage());
      data = end;
      element += Format.ELEMENT_BYTES;
    }
    return bytes;
  }
}
