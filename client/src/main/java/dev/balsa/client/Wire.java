package dev.balsa.client;

import dev.balsa.api.DeleteRangeResponse;
import dev.balsa.api.PutResponse;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.RequestOp;
import dev.balsa.api.ResponseOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.TxnResponse;
import java.util.List;
import java.util.Optional;

/** Between the client's values and the messages of the wire. */
final class Wire {

  private final Keys keys;

  Wire(Keys keys) {
    this.keys = keys;
  }

  TxnRequest request(Txn txn) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    txn.conditions().forEach(each -> request.addCompare(keys.stored(each.request())));
    txn.success().forEach(each -> request.addSuccess(step(each)));
    txn.failure().forEach(each -> request.addFailure(step(each)));
    return request.build();
  }

  private RequestOp step(Op op) {
    RequestOp.Builder step = RequestOp.newBuilder();
    if (op instanceof Get get) {
      step.setRequestRange(keys.stored(get.request()));
    } else if (op instanceof Put put) {
      step.setRequestPut(keys.stored(put.request()));
    } else if (op instanceof Delete delete) {
      step.setRequestDeleteRange(keys.stored(delete.request()));
    } else if (op instanceof Txn txn) {
      step.setRequestTxn(request(txn));
    }
    return step.build();
  }

  GetResult result(RangeResponse response) {
    return new GetResult(
        Header.of(response.getHeader()),
        seen(response.getKvsList()),
        response.getMore(),
        response.getCount());
  }

  PutResult result(PutResponse response) {
    return new PutResult(
        Header.of(response.getHeader()),
        response.hasPrevKv() ? Optional.of(keys.seen(response.getPrevKv())) : Optional.empty());
  }

  DeleteResult result(DeleteRangeResponse response) {
    return new DeleteResult(
        Header.of(response.getHeader()), response.getDeleted(), seen(response.getPrevKvsList()));
  }

  TxnResult result(TxnResponse response) {
    return new TxnResult(
        Header.of(response.getHeader()),
        response.getSucceeded(),
        response.getResponsesList().stream().map(this::result).toList());
  }

  private OpResult result(ResponseOp response) {
    return switch (response.getResponseCase()) {
      case RESPONSE_RANGE -> result(response.getResponseRange());
      case RESPONSE_PUT -> result(response.getResponsePut());
      case RESPONSE_DELETE_RANGE -> result(response.getResponseDeleteRange());
      case RESPONSE_TXN -> result(response.getResponseTxn());
      case RESPONSE_NOT_SET -> throw new IllegalStateException("an answer without content");
    };
  }

  private List<KeyValue> seen(List<dev.balsa.api.KeyValue> kvs) {
    return switch (kvs.size()) {
      case 0 -> List.of();
      case 1 -> List.of(keys.seen(kvs.get(0)));
      default -> kvs.stream().map(keys::seen).toList();
    };
  }
}
