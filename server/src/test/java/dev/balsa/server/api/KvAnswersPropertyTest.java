package dev.balsa.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.balsa.api.DeleteRangeResponse;
import dev.balsa.api.PutResponse;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.ResponseHeader;
import dev.balsa.api.ResponseOp;
import dev.balsa.api.TxnResponse;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.OpResult;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.View;
import dev.balsa.mvcc.backend.MemoryBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Responses written by hand against the same ones made of generated messages, byte for byte. */
class KvAnswersPropertyTest {

  private static final ResponseHeader IDENTITY =
      ResponseHeader.newBuilder().setClusterId(-5).setMemberId(1L << 63).build();

  @Property(tries = 2000)
  void areTheBytesOfTheGeneratedMessages(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    OpResult result = randomResult(random, 0);
    long term = random.nextInt(2) * random.nextLong();
    Header header = new Header(IDENTITY.toByteArray(), result.revision(), term);
    WireMessage answer = KvAnswers.of(header, result);
    MessageLite expected =
        expected(
            result, IDENTITY.toBuilder().setRevision(result.revision()).setRaftTerm(term).build());
    assertArrayEquals(expected.toByteArray(), WireOutput.toBytes(answer));
    assertEquals(expected.getSerializedSize(), answer.size());
    ByteArrayOutputStream drained = new ByteArrayOutputStream();
    new WireStream(answer).drainTo(drained);
    assertArrayEquals(expected.toByteArray(), drained.toByteArray());
    assertArrayEquals(expected.toByteArray(), new WireStream(answer).readAllBytes());
  }

  @Property(tries = 100)
  void framedListsAreTheBytesOfTheGeneratedMessages(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    try (Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT)) {
      store.beginBatch();
      for (int i = random.nextInt(150); i > 0; i--) {
        byte[] value = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : 200)];
        store.apply(Op.Put.of(("key" + random.nextInt(1_000)).getBytes(UTF_8), value));
      }
      store.commitBatch(1, 1);
      for (int i = 0; i < 4; i++) { // the first two find nothing ready, the others do
        KeyRange all = KeyRange.from(new byte[0]);
        View view = store.view();
        Op.Range op = Op.Range.page(all, 0, random.nextBoolean() ? 0 : random.nextInt(150));
        Header header = new Header(IDENTITY.toByteArray(), view.revision(), 7);
        WireMessage list = new KvAnswers.EncodedList(header, view.list(op));
        byte[] expected = WireOutput.toBytes(new KvAnswers.Range(header, view.range(op)));
        assertArrayEquals(expected, WireOutput.toBytes(list));
        assertEquals(expected.length, list.size());
        ByteArrayOutputStream drained = new ByteArrayOutputStream();
        new WireStream(list).drainTo(drained);
        assertArrayEquals(expected, drained.toByteArray());
      }
    }
  }

  private static MessageLite expected(OpResult result, ResponseHeader header) {
    if (result instanceof OpResult.RangeResult range) {
      RangeResponse.Builder response = RangeResponse.newBuilder().setHeader(header);
      range.kvs().forEach(kv -> response.addKvs(generated(kv)));
      return response.setMore(range.more()).setCount(range.count()).build();
    } else if (result instanceof OpResult.PutResult put) {
      PutResponse.Builder response = PutResponse.newBuilder().setHeader(header);
      if (put.prev() != null) {
        response.setPrevKv(generated(put.prev()));
      }
      return response.build();
    } else if (result instanceof OpResult.DeleteResult delete) {
      DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder().setHeader(header);
      delete.prevs().forEach(kv -> response.addPrevKvs(generated(kv)));
      return response.setDeleted(delete.deleted()).build();
    }
    OpResult.TxnResult txn = (OpResult.TxnResult) result;
    TxnResponse.Builder response = TxnResponse.newBuilder().setHeader(header);
    txn.results().forEach(inner -> response.addResponses(op(inner)));
    return response.setSucceeded(txn.succeeded()).build();
  }

  private static ResponseOp op(OpResult result) {
    MessageLite inner =
        expected(result, ResponseHeader.newBuilder().setRevision(result.revision()).build());
    ResponseOp.Builder op = ResponseOp.newBuilder();
    if (inner instanceof RangeResponse range) {
      op.setResponseRange(range);
    } else if (inner instanceof PutResponse put) {
      op.setResponsePut(put);
    } else if (inner instanceof DeleteRangeResponse delete) {
      op.setResponseDeleteRange(delete);
    } else {
      op.setResponseTxn((TxnResponse) inner);
    }
    return op.build();
  }

  private static dev.balsa.api.KeyValue generated(KeyValue kv) {
    try {
      return dev.balsa.api.KeyValue.parseFrom(kv.wire());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static OpResult randomResult(Random random, int depth) {
    long revision = random.nextInt(5) == 0 ? 0 : random.nextInt(1 << 20);
    return switch (random.nextInt(depth < 4 ? 4 : 3)) {
      case 0 ->
          new OpResult.RangeResult(
              randomKvs(random), random.nextBoolean(), random.nextInt(300), revision);
      case 1 -> new OpResult.PutResult(random.nextBoolean() ? null : randomKv(random), revision);
      case 2 -> new OpResult.DeleteResult(random.nextInt(3), randomKvs(random), revision);
      default -> {
        List<OpResult> inner = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          inner.add(randomResult(random, depth + 1));
        }
        yield new OpResult.TxnResult(random.nextBoolean(), inner, revision);
      }
    };
  }

  private static List<KeyValue> randomKvs(Random random) {
    List<KeyValue> kvs = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      kvs.add(randomKv(random));
    }
    return kvs;
  }

  private static KeyValue randomKv(Random random) {
    byte[] key = new byte[1 + random.nextInt(30)];
    byte[] value = new byte[random.nextInt(10) == 0 ? 20_000 : random.nextInt(200)];
    random.nextBytes(key);
    return KeyValue.of(
        key,
        1 + random.nextInt(100),
        random.nextInt(1000),
        random.nextInt(9),
        value,
        random.nextLong());
  }
}
