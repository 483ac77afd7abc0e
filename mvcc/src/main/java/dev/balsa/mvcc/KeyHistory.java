package dev.balsa.mvcc;

/**
 * The revisions of one key, oldest first: puts, and tombstones that end a generation. Immutable to
 * whoever holds one; {@link #put} and {@link #tombstone} return the next history and may share its
 * arrays, appending behind the end that older holders know. So only the newest history of a key may
 * be extended, by the one writing thread.
 *
 * <p>Entries are addressed by position, 0 to {@code size() - 1}, so that lookups allocate nothing.
 * The three forms spend what a key needs:
 *
 * <pre>
 *   Fresh      24 bytes   one put, the key's first; most keys stay like this
 *   Survivor   40 bytes   one entry whose elders were compacted: a later version, or a lone tombstone
 *   Versions   56 bytes + 8 a version (12 if transactions wrote it) + 4 a generation after the first
 * </pre>
 */
abstract sealed class KeyHistory permits KeyHistory.Fresh, KeyHistory.Survivor, KeyVersions {

  /** The number of entries, at least 1. */
  abstract int size();

  /** The main revision of an entry. */
  abstract long main(int position);

  /** The sub revision of an entry. */
  abstract int sub(int position);

  abstract boolean isTombstone(int position);

  /** The main revision that began the generation of an entry; meaningless for a tombstone. */
  abstract long createRevision(int position);

  /** How many puts the generation had seen with this entry; meaningless for a tombstone. */
  abstract long version(int position);

  /** The history with one more put. */
  abstract KeyHistory put(long main, int sub);

  /** The history with one more tombstone. The key must be live. */
  abstract KeyHistory tombstone(long main, int sub);

  /** The history without its {@code count} oldest entries; null if that is all. */
  abstract KeyHistory withoutOldest(int count);

  /** The position of the newest entry at or below a main revision; -1 if there is none. */
  abstract int find(long revision);

  /**
   * The position of the version that a read at {@code revision} sees; -1 if the key does not exist
   * then.
   */
  final int visible(long revision) {
    int position = find(revision);
    return position < 0 || isTombstone(position) ? -1 : position;
  }

  final int last() {
    return size() - 1;
  }

  /** Whether the key exists now. */
  final boolean isLive() {
    return !isTombstone(last());
  }

  /** Whether no compaction could remove anything. */
  final boolean isSettled() {
    return size() == 1 && isLive();
  }

  /** A number that stands for an entry in sums over many keys. */
  final long mark(int position) {
    long mixed = (main(position) ^ (long) sub(position) << 40) * 0x9e3779b97f4a7c15L;
    return mixed ^ (mixed >>> 31);
  }

  /** The address of an entry as a value. */
  final Revision revision(int position) {
    return new Revision(main(position), sub(position));
  }

  /**
   * How many of the oldest entries a compaction at {@code revision} removes: all below the newest
   * entry at or below it, and that one too if it is a tombstone below the compacted revision. A
   * tombstone at exactly that revision stays, so that a watcher starting there still sees the
   * deletion.
   */
  final int removableAt(long revision) {
    int newest = find(revision);
    if (newest < 0) {
      return 0;
    }
    return isTombstone(newest) && main(newest) < revision ? newest + 1 : newest;
  }

  /**
   * The history of a key that the store sees for the first time, or whose elders were compacted.
   */
  static KeyHistory of(long main, int sub, boolean tombstone, long createRevision, long version) {
    if (!tombstone && createRevision == main && version == 1) {
      return new Fresh(main, sub);
    }
    return new Survivor(main, sub, tombstone, createRevision, version);
  }

  /**
   * A history that was stored, entry by entry; the arrays are kept.
   *
   * @param subs null if all are 0
   * @param firstCreate create revision of the first entry; 0 of a tombstone
   * @param firstVersion version of the first entry; 0 of a tombstone
   */
  static KeyHistory restored(
      long[] mains, boolean[] tombstones, int[] subs, long firstCreate, long firstVersion) {
    if (mains.length == 1) {
      int sub = subs == null ? 0 : subs[0];
      return of(mains[0], sub, tombstones[0], firstCreate, firstVersion);
    }
    return KeyVersions.restored(mains, tombstones, subs, firstCreate, firstVersion);
  }

  /** One put that created the key. */
  static final class Fresh extends KeyHistory {

    private final long main;
    private final int sub;

    Fresh(long main, int sub) {
      this.main = main;
      this.sub = sub;
    }

    @Override
    int size() {
      return 1;
    }

    @Override
    long main(int position) {
      return main;
    }

    @Override
    int sub(int position) {
      return sub;
    }

    @Override
    boolean isTombstone(int position) {
      return false;
    }

    @Override
    long createRevision(int position) {
      return main;
    }

    @Override
    long version(int position) {
      return 1;
    }

    @Override
    KeyHistory put(long nextMain, int nextSub) {
      return KeyVersions.pair(this, nextMain, nextSub, false);
    }

    @Override
    KeyHistory tombstone(long nextMain, int nextSub) {
      return KeyVersions.pair(this, nextMain, nextSub, true);
    }

    @Override
    KeyHistory withoutOldest(int count) {
      return count == 0 ? this : null;
    }

    @Override
    int find(long revision) {
      return main <= revision ? 0 : -1;
    }
  }

  /** One entry that outlived its elders. */
  static final class Survivor extends KeyHistory {

    private final long main;
    private final long createRevision;

    /** 0 for a tombstone: no put has version 0. */
    private final long version;

    private final int sub;

    Survivor(long main, int sub, boolean tombstone, long createRevision, long version) {
      this.main = main;
      this.sub = sub;
      this.createRevision = tombstone ? 0 : createRevision;
      this.version = tombstone ? 0 : version;
    }

    @Override
    int size() {
      return 1;
    }

    @Override
    long main(int position) {
      return main;
    }

    @Override
    int sub(int position) {
      return sub;
    }

    @Override
    boolean isTombstone(int position) {
      return version == 0;
    }

    @Override
    long createRevision(int position) {
      return createRevision;
    }

    @Override
    long version(int position) {
      return version;
    }

    @Override
    KeyHistory put(long nextMain, int nextSub) {
      return KeyVersions.pair(this, nextMain, nextSub, false);
    }

    @Override
    KeyHistory tombstone(long nextMain, int nextSub) {
      return KeyVersions.pair(this, nextMain, nextSub, true);
    }

    @Override
    KeyHistory withoutOldest(int count) {
      return count == 0 ? this : null;
    }

    @Override
    int find(long revision) {
      return main <= revision ? 0 : -1;
    }
  }
}
