package dev.balsa.tools.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.Compare;
import dev.balsa.api.KeyValue;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.ResponseHeader;
import dev.balsa.api.ResponseOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.TxnResponse;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests made of templates are what protobuf's own code would make of them. */
final class MessagesTest {
  private static final LoadPlan PLAN =
      new LoadPlan(List.of("a:1"), 2, 4, 1, 0, 1, 0, 0, "p/", 1_000, 16, 20, false, List.of());

  @Test
  void aPutHasKeyAndValueOfTheSizesAskedFor() throws InvalidProtocolBufferException {
    PutCall put = new PutCall(Keys.of(PLAN, 1, 2), 20);
    PutRequest first = PutRequest.parseFrom(put.request());
    assertEquals(ByteString.copyFromUtf8("p/00000000000001"), first.getKey());
    assertEquals(20, first.getValue().size());
    PutRequest second = PutRequest.parseFrom(put.request());
    assertEquals(ByteString.copyFromUtf8("p/00000000000003"), second.getKey());
  }

  @Test
  void aListEndsSoManyKeysAfterItsStart() throws InvalidProtocolBufferException {
    RangeCall list = new RangeCall(Keys.of(PLAN, 0, 1), 500, 1_000, true, 1);
    RangeRequest request = RangeRequest.parseFrom(list.request());
    assertEquals(ByteString.copyFromUtf8("p/00000000000000"), request.getKey());
    assertEquals(ByteString.copyFromUtf8("p/00000000000500"), request.getRangeEnd());
    assertTrue(request.getSerializable());
  }

  @Test
  void aPageIsCutOutOfTheRangeToTheLastKey() throws InvalidProtocolBufferException {
    RangeCall pages = RangeCall.pages(Keys.of(PLAN, 0, 1), 500, 1_000, 1);
    for (int i = 0; i < 3; i++) {
      RangeRequest request = RangeRequest.parseFrom(pages.request());
      assertEquals(ByteString.copyFromUtf8("p/0000000000000" + i), request.getKey());
      assertEquals(ByteString.copyFromUtf8("p/00000000001000"), request.getRangeEnd());
      assertEquals(500, request.getLimit());
    }
  }

  @Test
  void anUpdateComparesWithTheRevisionSeenLast() throws InvalidProtocolBufferException {
    UpdateCall update =
        new UpdateCall("key".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 5);
    Compare first = TxnRequest.parseFrom(update.request()).getCompare(0);
    assertEquals(Compare.CompareTarget.MOD, first.getTarget());
    assertEquals(0, first.getModRevision());
    ResponseHeader header = ResponseHeader.newBuilder().setRevision(900).build();
    ResponseOp read =
        ResponseOp.newBuilder()
            .setResponseRange(
                RangeResponse.newBuilder()
                    .setHeader(header)
                    .addKvs(KeyValue.newBuilder().setModRevision(77)))
            .build();
    TxnResponse refused = TxnResponse.newBuilder().setHeader(header).addResponses(read).build();
    assertTrue(answered(update, refused), "the first one may fail");
    assertEquals(77, TxnRequest.parseFrom(update.request()).getCompare(0).getModRevision());
    TxnResponse done = TxnResponse.newBuilder().setHeader(header).setSucceeded(true).build();
    assertTrue(answered(update, done));
    assertEquals(900, TxnRequest.parseFrom(update.request()).getCompare(0).getModRevision());
    assertFalse(answered(update, refused), "nobody else writes this key");
  }

  private static boolean answered(UpdateCall call, TxnResponse response) {
    ByteBuf bytes = Unpooled.wrappedBuffer(response.toByteArray());
    return call.answered(bytes, 0, bytes.readableBytes());
  }

  @Test
  void connectionsInTurnShareTheKeysOutAndMissNone() {
    Set<Long> seen = new HashSet<>();
    for (int lane = 0; lane < 3; lane++) {
      Keys keys = Keys.of(PLAN, lane, 3);
      for (int i = 0; i < (1_000 + 2 - lane) / 3; i++) {
        assertTrue(seen.add(keys.next()));
      }
    }
    assertEquals(1_000, seen.size());
  }
}
