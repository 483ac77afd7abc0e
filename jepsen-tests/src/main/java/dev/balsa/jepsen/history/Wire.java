package dev.balsa.jepsen.history;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionResponse;
import dev.balsa.api.DeleteRangeResponse;
import dev.balsa.api.Event;
import dev.balsa.api.LeaseGrantResponse;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.LeaseRevokeResponse;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.api.PutResponse;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.ResponseOp;
import dev.balsa.api.TxnResponse;
import dev.balsa.api.WatchResponse;
import java.util.ArrayList;
import java.util.List;

/** From the answers of the API to records. */
public final class Wire {

  private Wire() {}

  /** The octets of a key or value. */
  public static String octets(ByteString bytes) {
    return Octets.of(bytes.toByteArray());
  }

  /** One version of a key. */
  public static KeyVersion version(dev.balsa.api.KeyValue kv) {
    return new KeyVersion(
        octets(kv.getKey()),
        octets(kv.getValue()),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }

  /** Many versions. */
  public static List<KeyVersion> versions(List<dev.balsa.api.KeyValue> kvs) {
    List<KeyVersion> versions = new ArrayList<>(kvs.size());
    for (dev.balsa.api.KeyValue kv : kvs) {
      versions.add(version(kv));
    }
    return List.copyOf(versions);
  }

  /** Answer to a range. */
  public static Reply reply(RangeResponse response) {
    return new Reply.Range(
        response.getHeader().getRevision(),
        versions(response.getKvsList()),
        response.getMore(),
        response.getCount());
  }

  /** Answer to a put. */
  public static Reply reply(PutResponse response) {
    return new Reply.Put(
        response.getHeader().getRevision(),
        response.hasPrevKv() ? version(response.getPrevKv()) : null);
  }

  /** Answer to a delete. */
  public static Reply reply(DeleteRangeResponse response) {
    return new Reply.Delete(
        response.getHeader().getRevision(),
        response.getDeleted(),
        versions(response.getPrevKvsList()));
  }

  /** Answer to a transaction. */
  public static Reply reply(TxnResponse response) {
    List<Reply> replies = new ArrayList<>();
    for (ResponseOp op : response.getResponsesList()) {
      replies.add(reply(op));
    }
    return new Reply.Txn(
        response.getHeader().getRevision(), response.getSucceeded(), List.copyOf(replies));
  }

  private static Reply reply(ResponseOp op) {
    return switch (op.getResponseCase()) {
      case RESPONSE_RANGE -> reply(op.getResponseRange());
      case RESPONSE_PUT -> reply(op.getResponsePut());
      case RESPONSE_DELETE_RANGE -> reply(op.getResponseDeleteRange());
      case RESPONSE_TXN -> reply(op.getResponseTxn());
      case RESPONSE_NOT_SET -> throw new IllegalArgumentException("an empty answer in a txn");
    };
  }

  /** Answer to a compaction. */
  public static Reply reply(CompactionResponse response) {
    return new Reply.Compact(response.getHeader().getRevision());
  }

  /** Answer to a grant. */
  public static Reply reply(LeaseGrantResponse response) {
    return new Reply.Grant(response.getHeader().getRevision(), response.getID(), response.getTTL());
  }

  /** Answer to a revocation. */
  public static Reply reply(LeaseRevokeResponse response) {
    return new Reply.Revoke(response.getHeader().getRevision());
  }

  /** Answer to a keep-alive. */
  public static Reply reply(LeaseKeepAliveResponse response) {
    return new Reply.KeepAlive(response.getHeader().getRevision(), response.getTTL());
  }

  /** Answer to time-to-live. */
  public static Reply reply(LeaseTimeToLiveResponse response) {
    List<String> keys = new ArrayList<>();
    for (ByteString key : response.getKeysList()) {
      keys.add(octets(key));
    }
    return new Reply.TimeToLive(
        response.getHeader().getRevision(),
        response.getTTL(),
        response.getGrantedTTL(),
        List.copyOf(keys));
  }

  /**
   * Writes a message of a watch stream to the log of the watch it is for. A notice for the whole
   * stream (watch id -1) is to be passed for each watch of the stream.
   */
  public static void record(WatchLog log, WatchResponse response) {
    long revision = response.getHeader().getRevision();
    if (response.getCreated()) {
      log.created(revision);
    }
    if (response.getCanceled()) {
      log.canceled(revision, response.getCompactRevision(), response.getCancelReason());
    } else if (response.getEventsCount() > 0) {
      List<WatchEvent> events = new ArrayList<>(response.getEventsCount());
      for (Event event : response.getEventsList()) {
        events.add(event(event));
      }
      log.events(revision, response.getFragment(), events);
    } else if (!response.getCreated()) {
      log.progress(revision);
    }
  }

  private static WatchEvent event(Event event) {
    KeyVersion prev = event.hasPrevKv() ? version(event.getPrevKv()) : null;
    return new WatchEvent(event.getType() == Event.EventType.DELETE, version(event.getKv()), prev);
  }
}
