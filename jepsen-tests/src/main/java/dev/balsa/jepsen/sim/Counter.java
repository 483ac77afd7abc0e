package dev.balsa.jepsen.sim;

import com.google.protobuf.MessageLite;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.TxnRequest;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.OpDecoder;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.apply.TxnCost;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.ReadReply;
import dev.balsa.server.node.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The counter at which a member's clients stand: does with a request what the member's services do
 * with it between the wire and the replica.
 */
class Counter {

  final Replica replica;

  Counter(Replica replica) {
    this.replica = replica;
  }

  void serve(Request request, Answer answer) {
    if (request instanceof Request.Range range) {
      Op.Range op = OpDecoder.range(Requests.wire(range));
      read(range.serializable(), answer, view -> Replies.of(view.range(op)));
    } else if (request instanceof Request.Put put) {
      PutRequest wire = Requests.wire(put);
      propose(TxnCost.put(wire), CommandKind.PUT, wire, answer, Counter::executed);
    } else if (request instanceof Request.Delete delete) {
      propose(0, CommandKind.DELETE_RANGE, Requests.wire(delete), answer, Counter::executed);
    } else if (request instanceof Request.Txn txn) {
      txn(txn, answer);
    } else if (request instanceof Request.Compact compact) {
      MessageLite wire = CompactionRequest.newBuilder().setRevision(compact.revision()).build();
      propose(0, CommandKind.COMPACTION, wire, answer, Counter::compacted);
    } else {
      lease(request, answer);
    }
  }

  private void txn(Request.Txn txn, Answer answer) {
    TxnRequest wire = Requests.wire(txn);
    if (txn.readOnly()) {
      Op.Txn op = OpDecoder.txn(wire);
      read(false, answer, view -> Replies.of(view.readOnlyTxn(op)));
    } else {
      propose(TxnCost.puts(wire), CommandKind.TXN, wire, answer, Counter::executed);
    }
  }

  private void read(boolean serializable, Answer answer, Function<View, Reply> query) {
    Consumer<View> served =
        view -> {
          Reply reply;
          try {
            reply = query.apply(view);
          } catch (MvccException e) {
            answer.failed(error(e));
            return;
          }
          answer.reply(reply);
        };
    if (serializable) {
      served.accept(replica.view());
      return;
    }
    replica.linearize(
        new ReadReply() {
          @Override
          public void ready(View view) {
            served.accept(view);
          }

          @Override
          public void failed(EtcdError error) {
            answer.failed(error);
          }
        });
  }

  /** What may happen to a read; anything else is damage. */
  private static EtcdError error(MvccException e) {
    return switch (e.kind()) {
      case COMPACTED -> EtcdError.COMPACTED;
      case FUTURE_REVISION -> EtcdError.FUTURE_REV;
      default -> throw e;
    };
  }

  private void propose(
      long costBytes,
      CommandKind kind,
      MessageLite wire,
      Answer answer,
      Function<Outcome, Reply> reply) {
    if (costBytes > 0 && !replica.admits(costBytes)) {
      answer.failed(EtcdError.NO_SPACE);
      return;
    }
    replica.propose(
        kind,
        wire.toByteArray(),
        outcome -> {
          if (outcome instanceof Outcome.Failed failed) {
            answer.failed(failed.error());
          } else {
            answer.reply(reply.apply(outcome));
          }
        });
  }

  private static Reply executed(Outcome outcome) {
    return Replies.of(((Outcome.Executed) outcome).result());
  }

  private static Reply compacted(Outcome outcome) {
    return new Reply.Compact(((Outcome.Compacted) outcome).revision());
  }

  // ---- Leases.

  private void lease(Request request, Answer answer) {
    if (request instanceof Request.Grant grant) {
      MessageLite wire =
          LeaseGrantRequest.newBuilder()
              .setID(grant.id() == 0 ? replica.nextRequestId() & Long.MAX_VALUE : grant.id())
              .setTTL(Math.max(grant.ttlSeconds(), replica.minLeaseTtlSeconds()))
              .build();
      propose(TxnCost.LEASE_BYTES, CommandKind.LEASE_GRANT, wire, answer, Counter::granted);
    } else if (request instanceof Request.Revoke revoke) {
      MessageLite wire = LeaseRevokeRequest.newBuilder().setID(revoke.id()).build();
      propose(0, CommandKind.LEASE_REVOKE, wire, answer, Counter::revoked);
    } else if (request instanceof Request.KeepAlive keepAlive) {
      replica.keepAlive(
          keepAlive.id(),
          new Told(answer, (revision, ttl, granted, keys) -> new Reply.KeepAlive(revision, ttl)));
    } else {
      Request.TimeToLive question = (Request.TimeToLive) request;
      replica.timeToLive(question.id(), question.keys(), new Told(answer, Reply.TimeToLive::new));
    }
  }

  private static Reply granted(Outcome outcome) {
    Outcome.LeaseGranted granted = (Outcome.LeaseGranted) outcome;
    return new Reply.Grant(granted.revision(), granted.id(), granted.ttlSeconds());
  }

  private static Reply revoked(Outcome outcome) {
    return new Reply.Revoke(((Outcome.Done) outcome).revision());
  }

  /** Makes a reply of what is told about a lease. */
  private interface LeaseFacts {
    Reply reply(long revision, long ttlSeconds, long grantedTtlSeconds, List<String> keys);
  }

  private record Told(Answer answer, LeaseFacts facts) implements LeaseReply {

    @Override
    public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
      List<String> octets = new ArrayList<>(keys.size());
      keys.forEach(key -> octets.add(Octets.of(key)));
      answer.reply(facts.reply(revision, ttl, granted, octets));
    }

    @Override
    public void failed(EtcdError error) {
      answer.failed(error);
    }
  }
}
