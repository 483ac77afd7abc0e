package dev.balsa.server.interop;

import com.google.protobuf.ByteString;
import dev.balsa.api.Compare;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import java.util.stream.Stream;

/** Random transactions: nested, contradictory, too large, with absent parts and unknown numbers. */
final class RandomTxn {
  private static final ByteString FROM_KEY_ON = ByteString.copyFrom(new byte[] {0});
  private static final int NESTED_MAX = 3;
  private static final int ABOVE_OPS_LIMIT = 129;

  private final Dice dice;
  private final KnownState state;
  private final RandomKv kv;

  RandomTxn(Dice dice, KnownState state, RandomKv kv) {
    this.dice = dice;
    this.state = state;
    this.kv = kv;
  }

  TxnRequest txn() {
    TxnRequest txn = txn(0);
    return deletesFromKeyOn(txn) ? withoutIgnoring(txn) : txn;
  }

  /**
   * Whether a delete without an upper bound is in it. etcd does not see that a put of the same
   * transaction hits it; if that put then relies on what was deleted, etcd 3.4 ends with a panic,
   * and there is nothing left to compare with.
   */
  private static boolean deletesFromKeyOn(TxnRequest txn) {
    return branches(txn)
        .anyMatch(
            op ->
                op.getRequestDeleteRange().getRangeEnd().equals(FROM_KEY_ON)
                    || (op.hasRequestTxn() && deletesFromKeyOn(op.getRequestTxn())));
  }

  private static Stream<RequestOp> branches(TxnRequest txn) {
    return Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream());
  }

  private static TxnRequest withoutIgnoring(TxnRequest txn) {
    TxnRequest.Builder plain = txn.toBuilder().clearSuccess().clearFailure();
    txn.getSuccessList().forEach(op -> plain.addSuccess(withoutIgnoring(op)));
    txn.getFailureList().forEach(op -> plain.addFailure(withoutIgnoring(op)));
    return plain.build();
  }

  private static RequestOp withoutIgnoring(RequestOp op) {
    RequestOp.Builder plain = op.toBuilder();
    if (op.hasRequestPut()) {
      plain.getRequestPutBuilder().setIgnoreValue(false).setIgnoreLease(false);
    } else if (op.hasRequestTxn()) {
      plain.setRequestTxn(withoutIgnoring(op.getRequestTxn()));
    }
    return plain.build();
  }

  private TxnRequest txn(int depth) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    int compares = dice.below(3);
    for (int i = 0; i < compares; i++) {
      txn.addCompare(compare());
    }
    boolean readOnly = dice.oneIn(5);
    int success = count();
    for (int i = 0; i < success; i++) {
      txn.addSuccess(op(depth, readOnly));
    }
    int failure = count();
    for (int i = 0; i < failure; i++) {
      txn.addFailure(op(depth, readOnly));
    }
    return txn.build();
  }

  private int count() {
    if (dice.oneIn(300)) {
      return ABOVE_OPS_LIMIT - dice.below(2);
    }
    return dice.below(4);
  }

  private RequestOp op(int depth, boolean readOnly) {
    RequestOp.Builder op = RequestOp.newBuilder();
    if (readOnly) {
      return op.setRequestRange(kv.range()).build();
    }
    if (dice.oneIn(150)) {
      return op.build();
    }
    switch (dice.below(depth < NESTED_MAX ? 10 : 8)) {
      case 0, 1, 2 -> op.setRequestRange(kv.range());
      case 3, 4, 5, 6 -> op.setRequestPut(kv.put());
      case 7 -> op.setRequestDeleteRange(kv.delete());
      default -> op.setRequestTxn(txn(depth + 1));
    }
    return op.build();
  }

  private Compare compare() {
    Compare.Builder compare =
        Compare.newBuilder()
            .setKey(dice.key())
            .setResultValue(dice.oneIn(40) ? 9 : dice.below(4))
            .setTargetValue(dice.below(5));
    if (dice.oneIn(4)) {
      compare.setRangeEnd(dice.rangeEnd());
    }
    // Now and then the number given is not the one that the target speaks of.
    int given = dice.oneIn(12) ? dice.below(6) : compare.getTargetValue();
    switch (given) {
      case 0 -> compare.setVersion(dice.below(4));
      case 1 -> compare.setCreateRevision(recent());
      case 2 -> compare.setModRevision(recent());
      case 3 -> compare.setValue(dice.value());
      case 4 -> compare.setLease(dice.oneIn(2) ? 0 : dice.lease());
      default -> compare.clearTargetUnion();
    }
    return compare.build();
  }

  private long recent() {
    return dice.oneIn(2) ? 0 : state.revision() - dice.below(20);
  }
}
