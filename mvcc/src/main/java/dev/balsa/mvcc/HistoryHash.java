package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;
import java.util.zip.CRC32C;

/**
 * etcd's HashKV: CRC-32C over the bucket's name and then every record of the history up to a
 * revision. Of the records at or below the compaction mark only those count that a compaction at
 * the hashed revision would keep, so that it makes no difference how far the removal has come.
 *
 * <p>One oddity of etcd's is kept: where no key exists at the hashed revision, etcd leaves nothing
 * out. What it has then at or below the mark is what the compaction itself kept.
 */
final class HistoryHash {

  private final IndexSnapshot index;
  private final long compactRevision;
  private final long revision;

  /** The revision at which a record must be visible to count although it lies below the mark. */
  private final long keptAt;

  HistoryHash(IndexSnapshot index, long compactRevision, long revision) {
    this.index = index;
    this.compactRevision = compactRevision;
    this.revision = revision;
    boolean anyKey = index.count(KeyRange.from(new byte[0]), revision) > 0;
    this.keptAt = anyKey ? revision : compactRevision;
  }

  int of(Backend backend) {
    CRC32C crc = new CRC32C();
    crc.update(Space.KEY.bucketName());
    backend.scan(
        Space.KEY,
        null,
        RevisionKey.of(Math.max(0, revision) + 1, 0, false),
        (key, value) -> {
          if (RevisionKey.main(key) > compactRevision || isKept(key, value)) {
            crc.update(key);
            crc.update(value);
          }
          return true;
        });
    return (int) crc.getValue();
  }

  /** Whether this is the version that a read at {@link #keptAt} sees. */
  private boolean isKept(byte[] revisionKey, byte[] value) {
    if (RevisionKey.isTombstone(revisionKey)) {
      return false;
    }
    KeyHistory history = index.get(KeyValue.parse(value).key());
    int position = history == null ? -1 : history.visible(keptAt);
    return position >= 0
        && history.main(position) == RevisionKey.main(revisionKey)
        && history.sub(position) == RevisionKey.sub(revisionKey);
  }

  /** Over all spaces with their names, but for the marks that differ from member to member. */
  static int ofEverything(Backend backend) {
    CRC32C crc = new CRC32C();
    for (Space space : Space.values()) {
      crc.update(space.bucketName());
      backend.scan(
          space,
          null,
          null,
          (key, value) -> {
            if (space != Space.META || !Meta.differsByMember(key)) {
              crc.update(key);
              crc.update(value);
            }
            return true;
          });
    }
    return (int) crc.getValue();
  }
}
