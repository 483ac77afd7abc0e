package dev.balsa.mvcc;

/**
 * Reads one plain list: the keys of an interval in their order, as bytes for the wire. Goes from
 * leaf to leaf of the key index. Where a leaf has not changed since the revision read, and lists
 * come again and again, its versions lie ready in one piece; else they are read one by one.
 */
final class ListReader {

  private final IndexSnapshot index;
  private final Op.Range op;
  private final long at;
  private final ValueSource values;
  private final ListedLeaves leaves;
  private final long limit;

  private final ListParts parts = new ListParts();
  private long keys;
  private boolean more;

  /**
   * @param at the revision to read, which the index has and no compaction has removed
   */
  ListReader(IndexSnapshot index, Op.Range op, long at, ValueSource values, ListedLeaves leaves) {
    this.index = index;
    this.op = op;
    this.at = at;
    this.values = values;
    this.leaves = leaves;
    this.limit = op.limit() > 0 ? op.limit() : Long.MAX_VALUE;
  }

  EncodedRange read(long revision) {
    index.ascendLeaves(op.range(), this::visit);
    // A list that nothing was cut off is its own count.
    long count = more ? index.count(op.range(), at) : keys;
    return parts.end(keys, more, count, revision);
  }

  private boolean visit(IndexNode leaf, int from, int to) {
    LeafRecords ready = leaf.newest <= at ? leaves.of(leaf, values) : null;
    return ready == null ? readEach(leaf, from, to) : take(ready, from, to);
  }

  private boolean take(LeafRecords ready, int from, int to) {
    long left = limit - keys;
    int live = ready.live(from, to);
    more = live > left;
    ready.addTo(parts, from, more ? ready.behind(from, left) : to);
    keys += more ? left : live;
    return !more;
  }

  private boolean readEach(IndexNode leaf, int from, int to) {
    for (int i = from; i < to; i++) {
      KeyHistory history = leaf.history(i);
      int position = history.visible(at);
      if (position >= 0) {
        if (keys == limit) {
          more = true;
          return false;
        }
        parts.add(values.value(leaf.key(i), history.main(position), history.sub(position)));
        keys++;
      }
    }
    return true;
  }
}
