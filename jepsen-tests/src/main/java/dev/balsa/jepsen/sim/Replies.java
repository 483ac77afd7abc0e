package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.WatchEvent;
import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.OpResult;
import java.util.ArrayList;
import java.util.List;

/** From what the store answers to what a client writes down. */
final class Replies {

  private Replies() {}

  static Reply of(OpResult result) {
    if (result instanceof OpResult.RangeResult range) {
      return new Reply.Range(range.revision(), versions(range.kvs()), range.more(), range.count());
    } else if (result instanceof OpResult.PutResult put) {
      return new Reply.Put(put.revision(), version(put.prev()));
    } else if (result instanceof OpResult.DeleteResult delete) {
      return new Reply.Delete(delete.revision(), delete.deleted(), versions(delete.prevs()));
    }
    OpResult.TxnResult txn = (OpResult.TxnResult) result;
    List<Reply> replies = new ArrayList<>();
    txn.results().forEach(each -> replies.add(of(each)));
    return new Reply.Txn(txn.revision(), txn.succeeded(), replies);
  }

  static List<KeyVersion> versions(List<KeyValue> kvs) {
    List<KeyVersion> versions = new ArrayList<>(kvs.size());
    for (KeyValue kv : kvs) {
      versions.add(version(kv));
    }
    return versions;
  }

  /** Null for null. */
  static KeyVersion version(KeyValue kv) {
    return kv == null
        ? null
        : new KeyVersion(
            Octets.of(kv.key()),
            Octets.of(kv.value()),
            kv.createRevision(),
            kv.modRevision(),
            kv.version(),
            kv.lease());
  }

  /**
   * The events of one message.
   *
   * @param prevs parallel to the events, or null
   */
  static List<WatchEvent> events(List<Event> events, List<KeyValue> prevs) {
    List<WatchEvent> told = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      KeyVersion prev = prevs == null ? null : version(prevs.get(i));
      KeyValue kv = event.kv();
      told.add(
          event.type() == Event.Type.PUT
              ? WatchEvent.put(version(kv), prev)
              : WatchEvent.delete(Octets.of(kv.key()), kv.modRevision(), prev));
    }
    return told;
  }
}
