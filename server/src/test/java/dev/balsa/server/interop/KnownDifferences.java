package dev.balsa.server.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashKVResponse;
import dev.balsa.api.KeyValue;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrantResponse;
import dev.balsa.api.LeaseLeasesResponse;
import dev.balsa.api.LeaseStatus;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.RequestOp;
import dev.balsa.api.ResponseHeader;
import dev.balsa.api.ResponseOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.TxnResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What may differ between the replies of etcd 3.4 and of Balsa, which answers as etcd 3.7 does.
 * Each row is applied to both replies and takes the difference out of them; whatever differs
 * afterwards is a fault.
 */
enum KnownDifferences {
  IDS("cluster and member ids come from URLs and tokens, terms from elections") {
    @Override
    Message plain(Message request, Message reply, KnownState state) {
      FieldDescriptor field = reply.getDescriptorForType().findFieldByName("header");
      if (field == null || !reply.hasField(field)) {
        return reply;
      }
      ResponseHeader header = (ResponseHeader) reply.getField(field);
      return reply.toBuilder()
          .setField(
              field, header.toBuilder().clearClusterId().clearMemberId().clearRaftTerm().build())
          .build();
    }
  },
  GENERATED_LEASE_ID("asked for lease 0, the server chooses the id; it must be positive") {
    @Override
    Message plain(Message request, Message reply, KnownState state) {
      if (request instanceof LeaseGrantRequest ask
          && ask.getID() == 0
          && reply instanceof LeaseGrantResponse grant) {
        return grant.toBuilder().setID(Long.signum(grant.getID())).build();
      }
      return reply;
    }
  },
  KEYS_ONLY_LEASE("keys_only is answered from the key index since 3.7, so the lease field is 0") {
    @Override
    RangeResponse plainRange(RangeRequest request, RangeResponse reply) {
      if (!request.getKeysOnly()) {
        return reply;
      }
      RangeResponse.Builder plain = reply.toBuilder().clearKvs();
      reply.getKvsList().forEach(kv -> plain.addKvs(kv.toBuilder().clearLease()));
      return plain.build();
    }
  },
  ORDER_OF_EQUALS(
      "the sort is not stable: keys that are equal in the sort target come in any order") {
    @Override
    RangeResponse plainRange(RangeRequest request, RangeResponse reply) {
      return Ties.plain(request, reply);
    }
  },
  ORDER_OF_LEASES("leases are listed by expiry, their keys in no order") {
    @Override
    Message plain(Message request, Message reply, KnownState state) {
      if (reply instanceof LeaseLeasesResponse leases) {
        List<LeaseStatus> sorted = new ArrayList<>(leases.getLeasesList());
        sorted.sort(Comparator.comparingLong(LeaseStatus::getID));
        return leases.toBuilder().clearLeases().addAllLeases(sorted).build();
      }
      if (reply instanceof LeaseTimeToLiveResponse ttl) {
        List<ByteString> keys = new ArrayList<>(ttl.getKeysList());
        keys.sort(ByteString.unsignedLexicographicalComparator());
        return ttl.toBuilder().clearKeys().addAllKeys(keys).build();
      }
      return reply;
    }
  },
  TIME_LEFT("two clocks: the remaining time is compared to a minute") {
    @Override
    Message plain(Message request, Message reply, KnownState state) {
      if (reply instanceof LeaseTimeToLiveResponse ttl && ttl.getTTL() > 0) {
        return ttl.toBuilder().setTTL((ttl.getTTL() + SECONDS_SLACK) / SECONDS_COARSE).build();
      }
      return reply;
    }
  },
  HASH_REVISION("hash_revision is new in 3.6") {
    @Override
    Message plain(Message request, Message reply, KnownState state) {
      return reply instanceof HashKVResponse hash
          ? hash.toBuilder().clearHashRevision().build()
          : reply;
    }
  };

  private static final int SECONDS_COARSE = 1000;
  private static final int SECONDS_SLACK = 60;

  private final String reason;

  KnownDifferences(String reason) {
    this.reason = reason;
  }

  /** Why the difference is none of Balsa's faults. */
  String reason() {
    return reason;
  }

  Message plain(Message request, Message reply, KnownState state) {
    if (request instanceof RangeRequest range && reply instanceof RangeResponse response) {
      return plainRange(range, response);
    }
    if (request instanceof TxnRequest txn && reply instanceof TxnResponse response) {
      return plainTxn(txn, response);
    }
    return reply;
  }

  RangeResponse plainRange(RangeRequest request, RangeResponse reply) {
    return reply;
  }

  private TxnResponse plainTxn(TxnRequest request, TxnResponse reply) {
    List<RequestOp> ops =
        reply.getSucceeded() ? request.getSuccessList() : request.getFailureList();
    TxnResponse.Builder plain = reply.toBuilder();
    for (int i = 0; i < Math.min(ops.size(), reply.getResponsesCount()); i++) {
      ResponseOp op = reply.getResponses(i);
      if (op.hasResponseRange() && ops.get(i).hasRequestRange()) {
        RangeResponse range = plainRange(ops.get(i).getRequestRange(), op.getResponseRange());
        plain.setResponses(i, op.toBuilder().setResponseRange(range));
      } else if (op.hasResponseTxn() && ops.get(i).hasRequestTxn()) {
        TxnResponse txn = plainTxn(ops.get(i).getRequestTxn(), op.getResponseTxn());
        plain.setResponses(i, op.toBuilder().setResponseTxn(txn));
      }
    }
    return plain.build();
  }

  /** The reply without anything that may differ. */
  static Reply plainly(Message request, Reply reply, KnownState state) {
    if (!reply.isOk()) {
      return plainError(reply);
    }
    Message plain = reply.message();
    for (KnownDifferences difference : values()) {
      plain = difference.plain(request, plain, state);
    }
    return Reply.of(plain);
  }

  private static Reply plainError(Reply reply) {
    // Not etcd's words but the gRPC library's: grpc-go and grpc-java put them differently.
    boolean tooLargeForTheLibrary =
        reply.code() == Status.Code.RESOURCE_EXHAUSTED && !reply.text().startsWith("etcdserver: ");
    return tooLargeForTheLibrary ? Reply.error(reply.code(), "message too large") : reply;
  }

  /**
   * What stands outside the comparison: etcd 3.4 itself is wrong there, by the word of its later
   * versions.
   */
  static boolean incomparable(Message request, KnownState state) {
    // HashKV at exactly the compacted revision is refused by 3.4 and answered since.
    return request instanceof HashKVRequest hash
        && hash.getRevision() > 0
        && hash.getRevision() == state.compactRevision();
  }

  /** Orders what the sort leaves open. */
  private static final class Ties {
    private Ties() {}

    static RangeResponse plain(RangeRequest request, RangeResponse reply) {
      if (request.getSortTarget() == RangeRequest.SortTarget.KEY) {
        return reply;
      }
      List<KeyValue> kvs = new ArrayList<>(reply.getKvsList());
      RangeResponse.Builder plain = reply.toBuilder().clearKvs();
      for (int from = 0; from < kvs.size(); ) {
        int to = from + 1;
        while (to < kvs.size() && equal(request, kvs.get(from), kvs.get(to))) {
          to++;
        }
        // Which of the equals fall victim to the limit is open too: then only their number counts.
        boolean cut = to == kvs.size() && reply.getMore();
        List<KeyValue> equals = new ArrayList<>(kvs.subList(from, to));
        equals.sort(
            Comparator.comparing(KeyValue::getKey, ByteString.unsignedLexicographicalComparator()));
        equals.forEach(kv -> plain.addKvs(cut ? onlyTarget(request, kv) : kv));
        from = to;
      }
      return plain.build();
    }

    private static boolean equal(RangeRequest request, KeyValue left, KeyValue right) {
      // Values that keys_only has taken away cannot be told apart here.
      return onlyTarget(request, left).equals(onlyTarget(request, right));
    }

    private static KeyValue onlyTarget(RangeRequest request, KeyValue kv) {
      KeyValue.Builder only = KeyValue.newBuilder();
      return switch (request.getSortTarget()) {
        case VERSION -> only.setVersion(kv.getVersion()).build();
        case CREATE -> only.setCreateRevision(kv.getCreateRevision()).build();
        case MOD -> only.setModRevision(kv.getModRevision()).build();
        case VALUE -> only.setValue(kv.getValue()).build();
        default -> kv;
      };
    }
  }
}
