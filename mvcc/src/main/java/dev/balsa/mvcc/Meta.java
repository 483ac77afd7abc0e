package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.Space;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the store keeps about itself in {@link Space#META}; names and forms of the first four are
 * etcd's.
 *
 * <pre>
 *   consistent_index       8 B BE           index of the last applied entry
 *   term                   8 B BE           its term
 *   scheduledCompactRev    17 B, a revision compaction mark
 *   finishedCompactRev     17 B, a revision physical compaction has come to its end for this mark
 *   balsaFormat            text             version of this layout, "1"
 *   balsaRemoving          17 B, a revision physical compaction has begun for this mark; here only
 *   balsaState             3 x 8 B BE       current revision, running state hash, sum over live versions
 * </pre>
 */
final class Meta {

  private static final byte[] CONSISTENT_INDEX = name("consistent_index");
  private static final byte[] TERM = name("term");
  private static final byte[] SCHEDULED = name("scheduledCompactRev");
  private static final byte[] FINISHED = name("finishedCompactRev");
  private static final byte[] REMOVING = name("balsaRemoving");
  private static final byte[] FORMAT = name("balsaFormat");
  private static final byte[] STATE = name("balsaState");

  private static final int FORMAT_VERSION = 1;
  private static final int STATE_BYTES = 3 * Long.BYTES;

  /** No compaction mark: every revision, however small, is readable. */
  static final long NEVER = -1;

  private final Backend backend;

  Meta(Backend backend) {
    this.backend = backend;
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Refuses a layout from the future. Returns whether the backend says which layout it has: an
   * empty one does not, nor one that etcd's data was copied into.
   */
  boolean checkFormat() {
    byte[] stored = backend.get(Space.META, FORMAT);
    if (stored == null) {
      return false;
    }
    String text = new String(stored, StandardCharsets.US_ASCII);
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw damaged(FORMAT);
    }
    if (Integer.parseInt(text) > FORMAT_VERSION) {
      throw new MvccException(
          Kind.NEWER_FORMAT,
          "the data has format version " + text + "; this software reads up to " + FORMAT_VERSION);
    }
    return true;
  }

  long appliedIndex() {
    return number(CONSISTENT_INDEX);
  }

  long appliedTerm() {
    return number(TERM);
  }

  long scheduledCompactRevision() {
    return revision(SCHEDULED);
  }

  long finishedCompactRevision() {
    return revision(FINISHED);
  }

  /** No version above it has been removed. */
  long removingCompactRevision() {
    return Math.max(revision(REMOVING), finishedCompactRevision());
  }

  /** The revision that the last batch left; 0 if none was recorded. */
  long recordedRevision() {
    return state(0);
  }

  long stateHash() {
    return state(Long.BYTES);
  }

  /** See {@link Writer#liveSum()}. */
  long liveSum() {
    return state(2 * Long.BYTES);
  }

  static void putFormat(Batch batch) {
    batch.put(Space.META, FORMAT, name(Integer.toString(FORMAT_VERSION)));
  }

  static void putApplied(Batch batch, long index, long term) {
    batch.put(Space.META, CONSISTENT_INDEX, bytes(index));
    batch.put(Space.META, TERM, bytes(term));
  }

  static void putState(Batch batch, long revision, long hash, long liveSum) {
    byte[] state = new byte[STATE_BYTES];
    ByteBuffer.wrap(state).putLong(revision).putLong(hash).putLong(liveSum);
    batch.put(Space.META, STATE, state);
  }

  static void putScheduled(Batch batch, long revision) {
    batch.put(Space.META, SCHEDULED, RevisionKey.of(revision, 0, false));
  }

  static void putFinished(Batch batch, long revision) {
    batch.put(Space.META, FINISHED, RevisionKey.of(revision, 0, false));
  }

  static void putRemoving(Batch batch, long revision) {
    batch.put(Space.META, REMOVING, RevisionKey.of(revision, 0, false));
  }

  /** Whether a record of this space is left out of etcd's hash over everything. */
  static boolean differsByMember(byte[] name) {
    return Arrays.equals(name, CONSISTENT_INDEX)
        || Arrays.equals(name, TERM)
        || Arrays.equals(name, REMOVING)
        || Arrays.equals(name, STATE);
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private long number(byte[] name) {
    byte[] stored = backend.get(Space.META, name);
    if (stored == null) {
      return 0;
    }
    if (stored.length != Long.BYTES) {
      throw damaged(name);
    }
    return ByteBuffer.wrap(stored).getLong();
  }

  private long revision(byte[] name) {
    byte[] stored = backend.get(Space.META, name);
    if (stored == null) {
      return NEVER;
    }
    if (!RevisionKey.isValid(stored)) {
      throw damaged(name);
    }
    return RevisionKey.main(stored);
  }

  private long state(int offset) {
    byte[] stored = backend.get(Space.META, STATE);
    if (stored == null) {
      return 0;
    }
    if (stored.length != STATE_BYTES) {
      throw damaged(STATE);
    }
    return ByteBuffer.wrap(stored).getLong(offset);
  }

  private static MvccException damaged(byte[] name) {
    return new MvccException(
        Kind.CORRUPT,
        "the record " + new String(name, StandardCharsets.US_ASCII) + " in meta is damaged");
  }
}
