package dev.balsa.tools.mirror;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.CompactedException;
import dev.balsa.client.Delete;
import dev.balsa.client.Get;
import dev.balsa.client.GetResult;
import dev.balsa.client.KeyRange;
import dev.balsa.client.KeyValue;
import dev.balsa.client.Op;
import dev.balsa.client.Put;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies all keys of one revision, page by page in their order, and removes what lies between them
 * at the destination: nothing the first time, later what the source has deleted unseen.
 */
final class BaseCopy {

  private final BalsaClient source;
  private final Destination destination;
  private final MirrorPlan plan;
  private final Patience patience;
  private final MirrorWatcher watcher;

  /** Keys of the source that have not been copied yet. */
  private long left;

  BaseCopy(
      BalsaClient source,
      Destination destination,
      MirrorPlan plan,
      Patience patience,
      MirrorWatcher watcher) {
    this.source = source;
    this.destination = destination;
    this.plan = plan;
    this.patience = patience;
    this.watcher = watcher;
  }

  /**
   * Goes on from the position until all is copied, or the mirror shall end.
   *
   * @return false if it shall end
   * @throws CompactedException if the source has forgotten the revision
   */
  boolean run() {
    boolean more = true;
    while (more && !watcher.isStopped()) {
      Position at = destination.position();
      Get page =
          Get.range(plan.sourceBehind(at.copied()))
              .atRevision(at.revision())
              .limit(plan.maxTxnOps() - 1);
      GetResult found = patience.ask("the source", () -> source.kv().get(page));
      more = found.more();
      left = found.count();
      for (List<KeyValue> chunk : chunks(found.kvs())) {
        copy(chunk);
      }
    }
    if (more) {
      return false;
    }
    Position at = destination.position();
    finish(at);
    return true;
  }

  /** Parts of a page that are small enough for a transaction. */
  private static List<List<KeyValue>> chunks(List<KeyValue> page) {
    List<List<KeyValue>> chunks = new ArrayList<>();
    List<KeyValue> chunk = new ArrayList<>();
    long bytes = 0;
    for (KeyValue kv : page) {
      long size = (long) kv.key().size() + kv.value().size();
      if (bytes + size > MirrorPlan.MAX_TXN_BYTES && !chunk.isEmpty()) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        bytes = 0;
      }
      bytes += size;
      chunk.add(kv);
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  private void copy(List<KeyValue> chunk) {
    Position at = destination.position();
    Bytes last = chunk.get(chunk.size() - 1).key();
    Set<Bytes> wanted = new HashSet<>();
    List<Op> puts = new ArrayList<>();
    for (KeyValue kv : chunk) {
      if (plan.concerns(kv.key())) {
        wanted.add(plan.destination(kv.key()));
        puts.add(Put.of(plan.destination(kv.key()), kv.value()));
      }
    }
    delete(plan.targetBetween(at.copied(), last), wanted);
    destination.write(puts, Position.copying(at.clusterId(), at.revision(), last));
    left -= chunk.size();
    tell();
  }

  /** Removes the keys of a range of the destination that are not wanted. */
  private void delete(KeyRange range, Set<Bytes> wanted) {
    int step = plan.maxTxnOps() - 1;
    Bytes from = range.key();
    boolean more = true;
    while (more) {
      GetResult found = destination.keys(KeyRange.between(from, range.end()), step);
      List<Op> deletions = new ArrayList<>();
      for (KeyValue kv : found.kvs()) {
        from = kv.key().plus("\0");
        if (!wanted.contains(kv.key()) && !kv.key().startsWith(MirrorPlan.POSITIONS)) {
          deletions.add(Delete.key(kv.key()));
        }
      }
      if (!deletions.isEmpty()) {
        destination.write(deletions, destination.position().onceMore());
      }
      more = found.more();
    }
  }

  private void finish(Position at) {
    delete(plan.targetBetween(at.copied(), Bytes.EMPTY), Set.of());
    destination.write(List.of(), Position.following(at.clusterId(), at.revision(), 0));
    tell();
  }

  private void tell() {
    watcher.progress(
        new MirrorWatcher.Progress(
            "copying", destination.changes(), destination.position().revision(), left));
  }
}
