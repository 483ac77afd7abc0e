package dev.balsa.server.interop;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;

/** Random requests to the KV service: every option, valid or not. */
final class RandomKv {
  private static final int ABOVE_REQUEST_LIMIT_BYTES = 1_600_000;
  private static final int ABOVE_MESSAGE_LIMIT_BYTES = 2_200_000;

  private final Dice dice;
  private final KnownState state;

  RandomKv(Dice dice, KnownState state) {
    this.dice = dice;
    this.state = state;
  }

  RangeRequest range() {
    RangeRequest.Builder range =
        RangeRequest.newBuilder()
            .setKey(dice.key())
            .setRangeEnd(dice.rangeEnd())
            .setRevision(dice.revision())
            .setSerializable(dice.oneIn(3))
            .setKeysOnly(dice.oneIn(5))
            .setCountOnly(dice.oneIn(8))
            .setMinModRevision(dice.revisionBound())
            .setMaxModRevision(dice.revisionBound())
            .setMinCreateRevision(dice.revisionBound())
            .setMaxCreateRevision(dice.revisionBound());
    if (dice.oneIn(3)) {
      range.setLimit(dice.oneIn(10) ? -1 - dice.below(3) : dice.below(6));
    }
    if (dice.oneIn(3)) {
      range.setSortOrderValue(dice.below(3)).setSortTargetValue(dice.below(5));
    }
    return range.build();
  }

  PutRequest put() {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(dice.key()).setPrevKv(dice.oneIn(4));
    boolean ignoreValue = dice.oneIn(10);
    boolean ignoreLease = dice.oneIn(10);
    if (!ignoreValue || dice.oneIn(5)) {
      put.setValue(dice.value());
    }
    if (dice.oneIn(4) && (!ignoreLease || dice.oneIn(5))) {
      put.setLease(dice.lease());
    }
    if (dice.oneIn(4000)) {
      int bytes = dice.oneIn(2) ? ABOVE_REQUEST_LIMIT_BYTES : ABOVE_MESSAGE_LIMIT_BYTES;
      put.setValue(ByteString.copyFrom(new byte[bytes]));
    }
    return put.setIgnoreValue(ignoreValue).setIgnoreLease(ignoreLease).build();
  }

  DeleteRangeRequest delete() {
    DeleteRangeRequest.Builder delete =
        DeleteRangeRequest.newBuilder().setKey(dice.key()).setPrevKv(dice.oneIn(3));
    if (dice.oneIn(4)) {
      delete.setRangeEnd(dice.rangeEnd());
    }
    return delete.build();
  }

  CompactionRequest compact() {
    long revision =
        dice.oneIn(3) ? dice.edgeRevision() : Math.max(0, state.revision() - dice.below(60));
    return CompactionRequest.newBuilder().setRevision(revision).setPhysical(dice.oneIn(2)).build();
  }

  HashKVRequest hash() {
    return HashKVRequest.newBuilder().setRevision(dice.oneIn(2) ? 0 : dice.edgeRevision()).build();
  }
}
