package dev.balsa.jepsen.sim;

import com.google.protobuf.ByteString;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.jepsen.history.Compare;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.List;

/** From what a client writes down to what goes over the wire. */
final class Requests {

  private Requests() {}

  private static ByteString bytes(String octets) {
    return ByteString.copyFrom(Octets.bytes(octets));
  }

  static RangeRequest wire(Request.Range range) {
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

  static PutRequest wire(Request.Put put) {
    return PutRequest.newBuilder()
        .setKey(bytes(put.key()))
        .setValue(bytes(put.value()))
        .setLease(put.lease())
        .setPrevKv(put.prevKv())
        .build();
  }

  static DeleteRangeRequest wire(Request.Delete delete) {
    return DeleteRangeRequest.newBuilder()
        .setKey(bytes(delete.key()))
        .setRangeEnd(bytes(delete.end()))
        .setPrevKv(delete.prevKv())
        .build();
  }

  static TxnRequest wire(Request.Txn txn) {
    TxnRequest.Builder wire = TxnRequest.newBuilder();
    txn.compares().forEach(compare -> wire.addCompare(wire(compare)));
    txn.success().forEach(op -> wire.addSuccess(op(op)));
    txn.failure().forEach(op -> wire.addFailure(op(op)));
    return wire.build();
  }

  private static RequestOp op(Request request) {
    RequestOp.Builder op = RequestOp.newBuilder();
    if (request instanceof Request.Range range) {
      op.setRequestRange(wire(range));
    } else if (request instanceof Request.Put put) {
      op.setRequestPut(wire(put));
    } else if (request instanceof Request.Delete delete) {
      op.setRequestDeleteRange(wire(delete));
    } else {
      op.setRequestTxn(wire((Request.Txn) request));
    }
    return op.build();
  }

  private static dev.balsa.api.Compare wire(Compare compare) {
    dev.balsa.api.Compare.Builder wire =
        dev.balsa.api.Compare.newBuilder()
            .setKey(bytes(compare.key()))
            .setRangeEnd(bytes(compare.end()))
            .setResult(
                switch (compare.operator()) {
                  case EQUAL -> dev.balsa.api.Compare.CompareResult.EQUAL;
                  case GREATER -> dev.balsa.api.Compare.CompareResult.GREATER;
                  case LESS -> dev.balsa.api.Compare.CompareResult.LESS;
                  case NOT_EQUAL -> dev.balsa.api.Compare.CompareResult.NOT_EQUAL;
                });
    switch (compare.target()) {
      case VERSION ->
          wire.setTarget(dev.balsa.api.Compare.CompareTarget.VERSION).setVersion(compare.number());
      case CREATE ->
          wire.setTarget(dev.balsa.api.Compare.CompareTarget.CREATE)
              .setCreateRevision(compare.number());
      case MOD ->
          wire.setTarget(dev.balsa.api.Compare.CompareTarget.MOD).setModRevision(compare.number());
      case VALUE ->
          wire.setTarget(dev.balsa.api.Compare.CompareTarget.VALUE)
              .setValue(bytes(compare.value()));
      case LEASE ->
          wire.setTarget(dev.balsa.api.Compare.CompareTarget.LEASE).setLease(compare.number());
    }
    return wire.build();
  }

  /** Whether an answered request has changed the key space, so that its revision is its own. */
  static boolean changed(Reply reply) {
    if (reply instanceof Reply.Put) {
      return true;
    } else if (reply instanceof Reply.Delete delete) {
      return delete.deleted() > 0;
    } else if (reply instanceof Reply.Txn txn) {
      List<Reply> replies = txn.replies();
      return replies.stream().anyMatch(Requests::changed);
    }
    return false;
  }
}
