package dev.balsa.tools.mirror;

import dev.balsa.client.Bytes;
import dev.balsa.client.Delete;
import dev.balsa.client.Op;
import dev.balsa.client.Put;
import dev.balsa.client.WatchEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Consecutive changes for one transaction: those of one revision, or of several that wait, as long
 * as no key comes twice. A revision is taken apart only if it is too large by itself.
 *
 * @param events all that wait, in order; revisions are whole
 * @param end the first of them behind the chunk
 * @param operations what the chunk does at the destination
 */
record EventChunk(List<WatchEvent> events, int end, List<Op> operations) {

  /** The chunk that begins there; null behind the last event. */
  static EventChunk from(List<WatchEvent> events, int begin, MirrorPlan plan) {
    if (begin >= events.size()) {
      return null;
    }
    int end = begin;
    int boundary = begin;
    Set<Bytes> keys = new HashSet<>();
    long bytes = 0;
    while (end < events.size()) {
      WatchEvent event = events.get(end);
      bytes += (long) event.kv().key().size() + event.kv().value().size();
      boolean fits =
          keys.add(event.kv().key())
              && keys.size() < plan.maxTxnOps()
              && (bytes <= MirrorPlan.MAX_TXN_BYTES || end == begin);
      boolean alone = boundary > begin && !plan.combines();
      if (!fits || alone) {
        break;
      }
      end++;
      if (end == events.size() || events.get(end).revision() != event.revision()) {
        boundary = end;
      }
    }
    int cut = boundary > begin ? boundary : end;
    return new EventChunk(events, cut, operations(events.subList(begin, cut), plan));
  }

  private static List<Op> operations(List<WatchEvent> events, MirrorPlan plan) {
    List<Op> operations = new ArrayList<>();
    for (WatchEvent event : events) {
      if (plan.concerns(event.kv().key())) {
        Bytes key = plan.destination(event.kv().key());
        operations.add(event.isPut() ? Put.of(key, event.kv().value()) : Delete.key(key));
      }
    }
    return operations;
  }

  private boolean isWhole() {
    return end == events.size() || events.get(end).revision() != events.get(end - 1).revision();
  }

  /** The last revision that is whole behind the chunk; the one before the events if none is. */
  long revision(long before) {
    if (isWhole()) {
      return events.get(end - 1).revision();
    }
    int done = (int) doneOfNext();
    return end > done ? events.get(end - done - 1).revision() : before;
  }

  /** How many changes of the revision after that are done. */
  long doneOfNext() {
    if (isWhole()) {
      return 0;
    }
    int count = 0;
    while (count < end && events.get(end - count - 1).revision() == events.get(end).revision()) {
      count++;
    }
    return count;
  }
}
