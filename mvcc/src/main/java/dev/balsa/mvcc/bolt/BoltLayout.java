package dev.balsa.mvcc.bolt;

/**
 * Measures a file before it is written: how many pages, and where each bucket's tree begins. Takes
 * the same calls as {@link BoltWriter}, without the values.
 */
public final class BoltLayout {

  private final TreeBuilder builder = new TreeBuilder(BoltWriter.FIRST_TREE_PAGE, null);

  /** Starts a bucket; names must ascend in unsigned byte order. */
  public void beginBucket(byte[] name) {
    builder.beginBucket(name);
  }

  /** Counts a record of the current bucket; keys must ascend in unsigned byte order. */
  public void measure(byte[] key, int valueBytes) {
    builder.add(key, null, valueBytes);
  }

  /** The result. */
  public BoltPlan finish() {
    return builder.finish();
  }
}
