package dev.balsa.jepsen.live.client;

import com.google.protobuf.ByteString;
import dev.balsa.api.Compare.CompareResult;
import dev.balsa.api.Compare.CompareTarget;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.jepsen.history.Compare;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Request;

/** From the requests of a history to messages of the API. */
final class Messages {
  private Messages() {}

  static ByteString bytes(String octets) {
    return ByteString.copyFrom(Octets.bytes(octets));
  }

  static RangeRequest message(Request.Range range) {
    return RangeRequest.newBuilder()
        .setKey(bytes(range.key()))
        .setRangeEnd(bytes(range.end()))
        .setRevision(range.revision())
        .setLimit(range.limit())
        .setSerializable(range.serializable())
        .setKeysOnly(range.keysOnly())
        .setCountOnly(range.countOnly())
        .build();
  }

  static PutRequest message(Request.Put put) {
    return PutRequest.newBuilder()
        .setKey(bytes(put.key()))
        .setValue(bytes(put.value()))
        .setLease(put.lease())
        .setPrevKv(put.prevKv())
        .build();
  }

  static DeleteRangeRequest message(Request.Delete delete) {
    return DeleteRangeRequest.newBuilder()
        .setKey(bytes(delete.key()))
        .setRangeEnd(bytes(delete.end()))
        .setPrevKv(delete.prevKv())
        .build();
  }

  static TxnRequest message(Request.Txn txn) {
    TxnRequest.Builder builder = TxnRequest.newBuilder();
    txn.compares().forEach(compare -> builder.addCompare(message(compare)));
    txn.success().forEach(request -> builder.addSuccess(operation(request)));
    txn.failure().forEach(request -> builder.addFailure(operation(request)));
    return builder.build();
  }

  private static RequestOp operation(Request request) {
    RequestOp.Builder builder = RequestOp.newBuilder();
    if (request instanceof Request.Range range) {
      builder.setRequestRange(message(range));
    } else if (request instanceof Request.Put put) {
      builder.setRequestPut(message(put));
    } else if (request instanceof Request.Delete delete) {
      builder.setRequestDeleteRange(message(delete));
    } else if (request instanceof Request.Txn txn) {
      builder.setRequestTxn(message(txn));
    } else {
      throw new IllegalArgumentException("not part of a transaction: " + request);
    }
    return builder.build();
  }

  private static dev.balsa.api.Compare message(Compare compare) {
    dev.balsa.api.Compare.Builder builder =
        dev.balsa.api.Compare.newBuilder()
            .setKey(bytes(compare.key()))
            .setRangeEnd(bytes(compare.end()))
            .setResult(CompareResult.valueOf(compare.operator().name()));
    switch (compare.target()) {
      case VERSION -> builder.setTarget(CompareTarget.VERSION).setVersion(compare.number());
      case CREATE -> builder.setTarget(CompareTarget.CREATE).setCreateRevision(compare.number());
      case MOD -> builder.setTarget(CompareTarget.MOD).setModRevision(compare.number());
      case VALUE -> builder.setTarget(CompareTarget.VALUE).setValue(bytes(compare.value()));
      case LEASE -> builder.setTarget(CompareTarget.LEASE).setLease(compare.number());
    }
    return builder.build();
  }
}
