package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static dev.balsa.server.api.Calls.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.RangeStreamResponse;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RangeStreamTest {

  private static final int KEYS = 95;

  private final ServerFixture server = new ServerFixture();
  private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(server.channel);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void sendsTheWholeRangeInPagesThatGrow() {
    putKeys();
    List<RangeResponse> pages = pages(all().build());
    assertEquals(List.of(10, 20, 40, 25), pages.stream().map(RangeResponse::getKvsCount).toList());
    assertEquals(kv.range(all().build()).getKvsList(), keyValues(pages));
  }

  @Test
  void saysHeaderMoreAndCountInTheLastPageAlone() {
    putKeys();
    List<RangeResponse> pages = pages(all().setLimit(30).build());
    assertEquals(30, keyValues(pages).size());
    RangeResponse last = pages.remove(pages.size() - 1);
    assertEquals(KEYS, last.getCount());
    assertTrue(last.getMore());
    assertEquals(KEYS + 1, last.getHeader().getRevision());
    assertEquals(DirectReplica.MEMBER_ID, last.getHeader().getMemberId());
    for (RangeResponse page : pages) {
      assertFalse(page.hasHeader());
      assertFalse(page.getMore());
      assertEquals(0, page.getCount());
    }
  }

  @Test
  void halvesPagesThatAreLarge() {
    ByteString large = ByteString.copyFrom(new byte[600_000]);
    for (int i = 0; i < 16; i++) {
      kv.put(PutRequest.newBuilder().setKey(bytes("k" + (char) ('a' + i))).setValue(large).build());
    }
    List<RangeResponse> pages = pages(all().build());
    assertEquals(List.of(10, 5, 1), pages.stream().map(RangeResponse::getKvsCount).toList());
  }

  @Test
  void readsAtTheRevisionAskedFor() {
    putKeys();
    assertEquals(3, keyValues(pages(all().setRevision(4).build())).size());
  }

  @Test
  void sendsOneMessageForACountOrAKeyOrNothing() {
    putKeys();
    List<RangeResponse> count = pages(all().setCountOnly(true).build());
    assertEquals(1, count.size());
    assertEquals(KEYS, count.get(0).getCount());
    assertEquals(0, count.get(0).getKvsCount());
    List<RangeResponse> single = pages(RangeRequest.newBuilder().setKey(bytes("key05")).build());
    assertEquals(1, single.size());
    assertEquals(1, single.get(0).getCount());
    List<RangeResponse> none = pages(RangeRequest.newBuilder().setKey(bytes("zzz")).build());
    assertEquals(1, none.size());
    assertTrue(none.get(0).hasHeader());
  }

  @Test
  void refusesWhatItCannotDo() {
    fails(EtcdError.EMPTY_KEY, () -> pages(RangeRequest.getDefaultInstance()));
    fails(EtcdError.INVALID_SORT_OPTION, () -> pages(all().setSortOrderValue(9).build()));
    fails(
        EtcdError.RANGE_STREAM_SORT_ORDER,
        () -> pages(all().setSortOrder(RangeRequest.SortOrder.DESCEND).build()));
    fails(EtcdError.RANGE_STREAM_REVISION_FILTER, () -> pages(all().setMinModRevision(1).build()));
    fails(EtcdError.FUTURE_REV, () -> pages(all().setRevision(50).build()));
  }

  private void putKeys() {
    for (int i = 0; i < KEYS; i++) {
      kv.put(
          PutRequest.newBuilder()
              .setKey(bytes(String.format("key%02d", i)))
              .setValue(bytes("v"))
              .build());
    }
  }

  private List<RangeResponse> pages(RangeRequest request) {
    List<RangeResponse> pages = new ArrayList<>();
    kv.rangeStream(request)
        .forEachRemaining((RangeStreamResponse response) -> pages.add(response.getRangeResponse()));
    return pages;
  }

  private static List<dev.balsa.api.KeyValue> keyValues(List<RangeResponse> pages) {
    return pages.stream().flatMap(page -> page.getKvsList().stream()).toList();
  }

  private static RangeRequest.Builder all() {
    ByteString zero = ByteString.copyFrom(new byte[] {0});
    return RangeRequest.newBuilder().setKey(zero).setRangeEnd(zero);
  }
}
