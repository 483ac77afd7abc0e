package dev.balsa.jepsen.live.client;

import dev.balsa.api.CompactionRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.jepsen.history.Recorder;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.Wire;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;

/**
 * What one client does, one operation after the other: sends it, waits for the answer, writes both
 * down, and judges at once what can be judged at once. Used by one thread.
 */
public final class Session {
  private final int client;
  private final Connections connections;
  private final Journal journal;
  private final long deadlineMillis;

  /**
   * @param client its number
   * @param deadlineMillis how long it waits for an answer
   */
  Session(int client, Connections connections, Journal journal, long deadlineMillis) {
    this.client = client;
    this.connections = connections;
    this.journal = journal;
    this.deadlineMillis = deadlineMillis;
  }

  int client() {
    return client;
  }

  /** Asks a member; null if it failed, whatever that means for the request. */
  Reply ask(int member, Request request) {
    Recorder.Call call = journal.recorder().invoke(client, connections.name(member), request);
    Reply reply;
    try {
      reply = send(member, request);
    } catch (StatusRuntimeException e) {
      failed(member, call, e.getStatus());
      return null;
    }
    call.answered(reply);
    journal.sawRevision(reply.revision());
    if (writes(request, reply)) {
      journal.wrote();
    } else {
      journal.read();
    }
    return reply;
  }

  private void failed(int member, Recorder.Call call, Status status) {
    String error = Errors.describe(status);
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      connections.retryNow(member);
      call.unknown(error);
    } else if (error.equals(Errors.OWN_DEADLINE)) {
      call.unknown(error);
    } else {
      call.failed(String.valueOf(status.getDescription()));
    }
    journal.failed(error);
  }

  private static boolean writes(Request request, Reply reply) {
    return request instanceof Request.Put
        || (reply instanceof Reply.Delete deleted && deleted.deleted() > 0)
        || (request instanceof Request.Txn txn
            && ((Reply.Txn) reply).succeeded()
            && !txn.readOnly());
  }

  /**
   * A linearizable read of one key: what comes must not be older than what anybody knew when the
   * question left.
   */
  Reply.Range read(int member, String key) {
    long revisionBefore = journal.revision();
    long modRevisionBefore = journal.modRevision(key);
    Reply.Range reply = (Reply.Range) ask(member, Request.Range.of(key, ""));
    if (reply != null) {
      long modRevision = reply.kvs().isEmpty() ? 0 : reply.kvs().get(0).modRevision();
      if (reply.revision() < revisionBefore || modRevision < modRevisionBefore) {
        journal.violation(
            "stale read at %s: revision %d was known before, of %s %d; it says revision %d, %d"
                .formatted(
                    connections.name(member),
                    revisionBefore,
                    key,
                    modRevisionBefore,
                    reply.revision(),
                    modRevision));
      }
      journal.sawKey(key, modRevision);
    }
    return reply;
  }

  private Reply send(int member, Request request) {
    KVGrpc.KVBlockingStub kv =
        KVGrpc.newBlockingStub(connections.channel(member))
            .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
    if (request instanceof Request.Put put) {
      return Wire.reply(kv.put(Messages.message(put)));
    } else if (request instanceof Request.Range range) {
      return Wire.reply(kv.range(Messages.message(range)));
    } else if (request instanceof Request.Txn txn) {
      return Wire.reply(kv.txn(Messages.message(txn)));
    } else if (request instanceof Request.Delete delete) {
      return Wire.reply(kv.deleteRange(Messages.message(delete)));
    } else if (request instanceof Request.Compact compact) {
      return Wire.reply(
          kv.compact(CompactionRequest.newBuilder().setRevision(compact.revision()).build()));
    }
    return sendLease(member, request);
  }

  private Reply sendLease(int member, Request request) {
    LeaseGrpc.LeaseBlockingStub lease =
        LeaseGrpc.newBlockingStub(connections.channel(member))
            .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
    if (request instanceof Request.Grant grant) {
      return Wire.reply(
          lease.leaseGrant(
              LeaseGrantRequest.newBuilder().setID(grant.id()).setTTL(grant.ttlSeconds()).build()));
    } else if (request instanceof Request.Revoke revoke) {
      return Wire.reply(
          lease.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(revoke.id()).build()));
    } else if (request instanceof Request.TimeToLive ask) {
      return Wire.reply(
          lease.leaseTimeToLive(
              LeaseTimeToLiveRequest.newBuilder().setID(ask.id()).setKeys(ask.keys()).build()));
    }
    return KeepAliveOnce.send(
        connections.channel(member), (Request.KeepAlive) request, deadlineMillis);
  }
}
