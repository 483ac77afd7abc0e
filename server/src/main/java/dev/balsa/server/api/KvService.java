package dev.balsa.server.api;

import com.google.protobuf.CodedInputStream;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.CompactionResponse;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.mvcc.EncodedRange;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.OpResult;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.OpCount;
import dev.balsa.server.apply.OpDecoder;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.apply.TxnCost;
import dev.balsa.server.errors.EtcdError;
import io.grpc.ServerServiceDefinition;
import io.prometheus.client.Histogram;
import java.io.IOException;
import java.util.List;

/**
 * {@code etcdserverpb.KV}.
 *
 * <p>Writes go into the log as the bytes they came as. Reads are answered from a view: short ones
 * on the thread that has the view, long ones on the replica's background threads.
 */
final class KvService {

  /**
   * Message levels that a transaction may nest: two for each of at most {@code max-txn-ops}
   * transactions inside one another, with room.
   */
  private static final int MAX_MESSAGE_DEPTH = 400;

  /** What etcd adds to a put's key and value when it counts against the quota. */
  private static final int PUT_OVERHEAD_BYTES = 256;

  private static final double NANOS_PER_SECOND = 1e9;

  private final ApiContext context;
  private final Writes writes;
  private final Reads reads;
  private final Histogram.Child rangeSeconds;
  private final Histogram.Child failedRangeSeconds;

  KvService(ApiContext context) {
    this.context = context;
    this.rangeSeconds = context.metrics().server.rangeSeconds.labels("true");
    this.failedRangeSeconds = context.metrics().server.rangeSeconds.labels("false");
    this.writes = new Writes(context);
    this.reads = new Reads(context);
  }

  ServerServiceDefinition bind(Binder binder) {
    return binder
        .service(KVGrpc.SERVICE_NAME)
        .unaryOnLearners(KVGrpc.getRangeMethod(), this::range)
        .unary(KVGrpc.getPutMethod(), this::put)
        .unary(KVGrpc.getDeleteRangeMethod(), this::deleteRange)
        .unary(KVGrpc.getTxnMethod(), this::txn)
        .unary(KVGrpc.getCompactMethod(), this::compact)
        .stream(KVGrpc.getRangeStreamMethod(), new RangeStreamHandler(context, reads))
        .build();
  }

  private void range(byte[] bytes, UnaryCall call) throws IOException {
    RangeRequest request = RangeRequest.parseFrom(bytes);
    EtcdError fault = RequestChecks.range(request);
    if (!request.getSerializable() && context.replica().status().learner()) {
      fault = EtcdError.NOT_SUPPORTED_FOR_LEARNER;
    }
    if (fault != null) {
      call.fail(fault);
      return;
    }
    Op.Range range = OpDecoder.range(request);
    reads.run(
        request.getSerializable(),
        Reads.isShort(range),
        call,
        (now, caller) -> now.mayRead(caller, request.getKey(), request.getRangeEnd()),
        view -> answerRange(view, range));
  }

  private WireMessage answerRange(View view, Op.Range range) {
    long began = context.nanoTime().getAsLong();
    boolean success = false;
    try {
      WireMessage answer = range.isPlainList() ? list(view, range) : found(view, range);
      success = true;
      return answer;
    } finally {
      context.metrics().mvcc.ranges.inc();
      double seconds = (context.nanoTime().getAsLong() - began) / NANOS_PER_SECOND;
      (success ? rangeSeconds : failedRangeSeconds).observe(seconds);
    }
  }

  private WireMessage list(View view, Op.Range range) {
    EncodedRange list = view.list(range);
    return new KvAnswers.EncodedList(context.headers().at(list.revision()), list);
  }

  private WireMessage found(View view, Op.Range range) {
    OpResult.RangeResult result = view.range(range);
    return new KvAnswers.Range(context.headers().at(result.revision()), result);
  }

  private void put(byte[] bytes, UnaryCall call) throws IOException {
    PutFields put = PutFields.parse(bytes);
    long cost = (long) PUT_OVERHEAD_BYTES + put.keyBytes() + put.valueBytes();
    if (writes.hasRoom(cost, call) && writes.isSound(RequestChecks.put(put), call)) {
      writes.propose(CommandKind.PUT, bytes, call, Rights.put(bytes), this::executed);
    }
  }

  private void deleteRange(byte[] bytes, UnaryCall call) throws IOException {
    DeleteRangeRequest request = DeleteRangeRequest.parseFrom(bytes);
    if (writes.isSound(RequestChecks.deleteRange(request), call)) {
      writes.propose(CommandKind.DELETE_RANGE, bytes, call, Rights.delete(request), this::executed);
    }
  }

  private void txn(byte[] bytes, UnaryCall call) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    in.setRecursionLimit(MAX_MESSAGE_DEPTH);
    TxnRequest request = TxnRequest.parseFrom(in);
    in.checkLastTagWas(0);
    EtcdError fault = RequestChecks.txn(request, context.settings().maxTxnOps());
    if (!writes.hasRoom(TxnCost.puts(request), call) || !writes.isSound(fault, call)) {
      return;
    }
    if (isReadOnly(request)) {
      Op.Txn txn = OpDecoder.txn(request);
      reads.run(
          isSerializable(request),
          Reads.isShort(txn),
          call,
          Rights.txn(request),
          view -> answerTxn(view, txn));
    } else {
      writes.propose(CommandKind.TXN, bytes, call, Rights.txn(request), this::executed);
    }
  }

  private WireMessage answerTxn(View view, Op.Txn txn) {
    OpResult.TxnResult result = view.readOnlyTxn(txn);
    OpCount ops = OpCount.of(result);
    context.metrics().mvcc.transaction(ops.ranges(), ops.puts(), ops.deletes());
    return KvAnswers.of(context.headers().at(result.revision()), result);
  }

  private void compact(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(CompactionRequest.parser(), bytes);
    writes.propose(
        CommandKind.COMPACTION,
        bytes,
        call,
        Gate.ROOT,
        outcome ->
            new GeneratedAnswer(
                CompactionResponse.newBuilder().setHeader(writes.headerOf(outcome)).build()));
  }

  private WireMessage executed(Outcome outcome) {
    OpResult result = ((Outcome.Executed) outcome).result();
    return KvAnswers.of(context.headers().at(result.revision()), result);
  }

  private static boolean isReadOnly(TxnRequest request) {
    return request.getSuccessList().stream().allMatch(RequestOp::hasRequestRange)
        && request.getFailureList().stream().allMatch(RequestOp::hasRequestRange);
  }

  /** Whether every range agrees to be answered from local state; true if there is none. */
  private static boolean isSerializable(TxnRequest request) {
    return areSerializable(request.getSuccessList()) && areSerializable(request.getFailureList());
  }

  private static boolean areSerializable(List<RequestOp> ops) {
    return ops.stream().allMatch(op -> op.getRequestRange().getSerializable());
  }
}
