package dev.balsa.server.backup;

import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.mvcc.backend.Space;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Goes through everything that belongs into a file, bucket by bucket in the order of their names, a
 * step at a time. Two walks over the same moment meet the same records.
 */
final class BucketWalk implements AutoCloseable {

  /** What is met on the way. */
  interface Visitor {
    void bucket(byte[] name);

    void record(Pinned.Cursor at);
  }

  private static final List<Space> IN_ORDER =
      Stream.of(Space.values())
          .sorted(Comparator.comparing(Space::bucketName, Arrays::compareUnsigned))
          .toList();

  private final Pinned moment;
  private final String version;
  private final Visitor visitor;
  private final Iterator<Space> spaces = IN_ORDER.iterator();
  private Pinned.Cursor cursor;

  BucketWalk(Pinned moment, String version, Visitor visitor) {
    this.moment = moment;
    this.version = version;
    this.visitor = visitor;
  }

  /** Visits one record more, and the buckets before it; false when all have been visited. */
  boolean step() {
    while (cursor == null || !cursor.next()) {
      close();
      if (!spaces.hasNext()) {
        return false;
      }
      Space space = spaces.next();
      visitor.bucket(space.bucketName());
      cursor = open(space);
    }
    visitor.record(cursor);
    return true;
  }

  private Pinned.Cursor open(Space space) {
    return switch (space) {
      case META -> new Few(EtcdMeta.meta(moment, version).entrySet().iterator());
      case CLUSTER -> new Few(EtcdMeta.cluster(moment, version).entrySet().iterator());
      default -> moment.cursor(space);
    };
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }

  /** A handful of records in memory. */
  private static final class Few implements Pinned.Cursor {
    private final Iterator<Map.Entry<byte[], byte[]>> records;
    private Map.Entry<byte[], byte[]> at;

    Few(Iterator<Map.Entry<byte[], byte[]>> records) {
      this.records = records;
    }

    @Override
    public boolean next() {
      at = records.hasNext() ? records.next() : null;
      return at != null;
    }

    @Override
    public byte[] key() {
      return at.getKey();
    }

    @Override
    public byte[] value() {
      return at.getValue();
    }

    @Override
    public int valueLength() {
      return at.getValue().length;
    }

    @Override
    public void close() {
      // nothing to let go of
    }
  }
}
