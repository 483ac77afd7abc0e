package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Space;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Copies a state from one backend into an empty one, record by record, but for what belongs to the
 * cluster it comes from: its members, its place in its log, its version.
 */
final class StateImport {

  private static final int MAX_BATCH_BYTES = 1 << 20;
  private static final byte[] SCHEDULED = bytes("scheduledCompactRev");
  private static final byte[] FINISHED = bytes("finishedCompactRev");
  private static final byte[] CLUSTER_VERSION = bytes("clusterVersion");
  private static final int REVISION_BYTES = 17;

  /** What is copied as it is. */
  private static final List<Space> WHOLE =
      List.of(Space.KEY, Space.LEASE, Space.ALARM, Space.AUTH, Space.AUTH_USERS, Space.AUTH_ROLES);

  private final Backend from;
  private final Backend to;
  private final LongConsumer progress;
  private final Batch batch = new Batch();
  private long records;
  private long lastRevision;

  StateImport(Backend from, Backend to, LongConsumer progress) {
    this.from = from;
    this.to = to;
    this.progress = progress;
  }

  /** How many records of the history were copied. */
  long run() {
    for (Space space : WHOLE) {
      from.scan(space, null, null, (key, value) -> copy(space, key, value));
      if (space == Space.KEY) {
        progress.accept(records);
      }
    }
    from.scan(
        Space.CLUSTER,
        null,
        null,
        // The new cluster decides anew which version it speaks.
        (key, value) -> Arrays.equals(key, CLUSTER_VERSION) || copy(Space.CLUSTER, key, value));
    for (byte[] mark : List.of(SCHEDULED, FINISHED)) {
      byte[] value = from.get(Space.META, mark);
      if (value != null) {
        copy(Space.META, mark, value);
        lastRevision = Math.max(lastRevision, mainOf(value));
      }
    }
    write();
    return records;
  }

  private boolean copy(Space space, byte[] key, byte[] value) {
    if (space == Space.KEY) {
      lastRevision = mainOf(key);
      records++;
      progress.accept(records);
    }
    batch.put(space, key, value);
    if (batch.sizeBytes() > MAX_BATCH_BYTES) {
      write();
    }
    return true;
  }

  private void write() {
    if (!batch.isEmpty()) {
      to.write(batch);
      batch.clear();
    }
  }

  private static long mainOf(byte[] revision) {
    if (revision.length < REVISION_BYTES) {
      throw new MvccException(
          MvccException.Kind.CORRUPT, "a revision of " + revision.length + " bytes is none");
    }
    return ByteBuffer.wrap(revision).getLong();
  }

  /**
   * Moves the current revision ahead and marks all before it as compacted, so that no client can
   * mistake what follows for the history that it saw from the old cluster.
   */
  void bump(long by) {
    byte[] revision =
        ByteBuffer.allocate(REVISION_BYTES)
            .putLong(lastRevision + by)
            .put((byte) '_')
            .putLong(0)
            .array();
    batch.put(Space.KEY, revision, new byte[0]);
    batch.put(Space.META, SCHEDULED, revision);
    write();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
