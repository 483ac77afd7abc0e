package dev.balsa.mvcc;

import dev.balsa.mvcc.MvccException.Kind;
import dev.balsa.mvcc.backend.Backend;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * Makes the key index when a store is opened: from what was saved and the history behind it, or
 * from the whole history.
 *
 * <p>What was saved can be used as long as nothing behind its revision has been removed: then every
 * change since is found behind it. A compaction at a later mark may have removed a deletion of
 * which the saved index knows nothing; so {@link Meta#removingCompactRevision} is noted in the same
 * write that removes first.
 */
final class Startup {

  private final Backend backend;
  private final Meta meta;
  private final StoreConfig config;
  private final SavedIndex saved;

  Startup(Backend backend, Meta meta, StoreConfig config, SavedIndex saved) {
    this.backend = backend;
    this.meta = meta;
    this.config = config;
    this.saved = saved;
  }

  Rebuild run(long scheduled, long finished) {
    Rebuild loaded = load(finished);
    if (loaded != null) {
      return loaded;
    }
    Rebuild whole = new Rebuild(scheduled, config.rebuildProgress());
    whole.run(backend);
    return complete(whole);
  }

  /** From what was saved; null if that is nothing, or cannot be used. */
  private Rebuild load(long finished) {
    try (ReadableByteChannel in = saved.open()) {
      if (in == null) {
        return null;
      }
      LoadedIndex index = ImageReader.read(in, finished);
      String obstacle = obstacle(index.revision());
      if (obstacle != null) {
        saved.outOfDate(obstacle);
        return null;
      }
      Rebuild rebuild = new Rebuild(index, config.rebuildProgress());
      rebuild.run(backend);
      Rebuild whole = complete(rebuild);
      saved.used(index.revision(), whole.revision());
      return whole;
    } catch (IOException e) {
      saved.refused(e.getMessage());
      return null;
    } catch (MvccException e) {
      if (e.kind() != Kind.CORRUPT) {
        throw e;
      }
      // Whose fault it is, the whole history will tell.
      saved.refused(e.getMessage());
      return null;
    }
  }

  private String obstacle(long savedRevision) {
    long recorded = meta.recordedRevision();
    if (savedRevision > recorded) {
      return "it was saved at revision "
          + savedRevision
          + ", and the store is at "
          + recorded
          + ": it is another store's, or this one's MANIFEST has lost its end";
    }
    long removing = meta.removingCompactRevision();
    if (savedRevision < removing) {
      return "it was saved at revision "
          + savedRevision
          + ", and a compaction at "
          + removing
          + " has begun since";
    }
    return null;
  }

  /**
   * Compares what was rebuilt with what the last batch noted. Data copied from etcd has no such
   * note.
   */
  private Rebuild complete(Rebuild rebuild) {
    long revision = rebuild.revision();
    long recorded = meta.recordedRevision();
    if (recorded > revision) {
      throw new MvccException(
          Kind.CORRUPT,
          "the history ends at revision "
              + revision
              + ", but revision "
              + recorded
              + " was written");
    }
    if (recorded == revision && meta.liveSum() != rebuild.liveSum()) {
      throw new MvccException(
          Kind.CORRUPT,
          "the history up to revision "
              + revision
              + " is damaged: the newest change of some key is missing");
    }
    return rebuild;
  }
}
