package dev.balsa.mvcc;

import java.util.List;

/**
 * A list of keys as it goes over the wire: each version framed as field 2 of a message, which is
 * where a {@code RangeResponse} has them. Immutable and safe to share between threads.
 *
 * <pre>
 *   12 LEN stored bytes | 12 LEN stored bytes | ...      the parts, one behind the other
 * </pre>
 *
 * @param parts pieces of arrays that belong to the store; never to be modified
 * @param bytes how long all parts are together
 * @param keys how many versions they hold
 * @param more whether the limit cut something off
 * @param count keys in the range at the revision read, before the limit
 * @param revision the current revision when the list was made
 */
public record EncodedRange(
    List<Part> parts, long bytes, long keys, boolean more, long count, long revision) {

  /**
   * A piece of an array.
   *
   * @param bytes the array; not a copy
   * @param offset where the piece begins
   * @param length how many bytes it has
   */
  public record Part(byte[] bytes, int offset, int length) {}
}
