package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.CompactedException;
import dev.balsa.client.Compare;
import dev.balsa.client.Delete;
import dev.balsa.client.Get;
import dev.balsa.client.GetResult;
import dev.balsa.client.InvalidRequestException;
import dev.balsa.client.KeyRange;
import dev.balsa.client.KeyValue;
import dev.balsa.client.Put;
import dev.balsa.client.PutResult;
import dev.balsa.client.Txn;
import dev.balsa.client.TxnResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys, ranges, transactions and refusals. */
@AlsoOnThreeMembers
class KvTest extends OnEachServer {

  private static List<String> keys(GetResult result) {
    return result.kvs().stream().map(KeyValue::keyText).toList();
  }

  private void putAll(String... keys) {
    for (String key : keys) {
      client.kv().put(key, "v-" + key).await();
    }
  }

  @Test
  void whatWasPutIsRead() {
    assertEquals(Optional.empty(), client.kv().get("a").await());
    long revision = client.kv().put("a", "1").await().revision();
    KeyValue found = client.kv().get("a").await().orElseThrow();
    assertEquals("1", found.valueText());
    assertEquals(revision, found.createRevision());
    assertEquals(revision, found.modRevision());
    assertEquals(1, found.version());
    PutResult second = client.kv().put(Put.of("a", "2").returningPrevious()).await();
    assertEquals(revision + 1, second.revision());
    assertEquals(Optional.of(found), second.previous());
    assertEquals(
        "1", client.kv().get(Get.key("a").atRevision(revision)).await().first().get().valueText());
  }

  @Test
  void rangesAreReadWithEveryOption() {
    putAll("c", "a", "b", "d");
    assertEquals(List.of("a", "b", "c", "d"), keys(client.kv().get(Get.prefix("")).await()));
    assertEquals(
        List.of("b", "c"),
        keys(client.kv().get(Get.range(KeyRange.between(Bytes.of("b"), Bytes.of("d")))).await()));
    assertEquals(
        List.of("c", "d"), keys(client.kv().get(Get.range(KeyRange.from(Bytes.of("c")))).await()));
    GetResult limited = client.kv().get(Get.prefix("").limit(3).keysOnly()).await();
    assertEquals(List.of("a", "b", "c"), keys(limited));
    assertTrue(limited.more());
    assertEquals(4, limited.count());
    assertEquals(Bytes.EMPTY, limited.kvs().get(0).value());
    assertEquals(4, client.kv().get(Get.prefix("").countOnly()).await().count());
    assertEquals(
        List.of("d", "b", "a", "c"),
        keys(
            client
                .kv()
                .get(Get.prefix("").descending(Get.SortBy.CREATE_REVISION).serializable())
                .await()));
    long created = client.kv().get("b").await().orElseThrow().createRevision();
    assertEquals(
        List.of("b", "d"), keys(client.kv().get(Get.prefix("").createdWithin(created, 0)).await()));
  }

  @Test
  void transactionsDecideAndNest() {
    client.kv().put("state", "ready").await();
    Txn start =
        Txn.when(Compare.value("state").equalTo("ready"), Compare.absent("owner"))
            .then(
                Put.of("state", "running").returningPrevious(),
                Put.of("owner", "me"),
                Txn.when(Compare.exists("nothing")).orElse(Get.key("state")))
            .orElse(Get.key("owner"));
    TxnResult first = client.kv().commit(start).await();
    assertTrue(first.succeeded());
    assertEquals("ready", first.put(0).previous().orElseThrow().valueText());
    assertEquals("running", first.txn(2).get(0).first().orElseThrow().valueText());
    TxnResult second = client.kv().commit(start).await();
    assertFalse(second.succeeded());
    assertEquals("me", second.get(0).first().orElseThrow().valueText());
    assertEquals(
        2,
        client
            .kv()
            .commit(Txn.of(Delete.range(KeyRange.all()).returningPrevious()))
            .await()
            .delete(0)
            .previous()
            .size());
  }

  @Test
  void comparisonsSeeEveryFieldOfAKey() {
    long revision = client.kv().put("k", "m").await().revision();
    for (Compare holds :
        List.of(
            Compare.value("k").greaterThan(Bytes.of("l")),
            Compare.value("k").lessThan(Bytes.of("n")),
            Compare.value("k").notEqualTo(Bytes.of("n")),
            Compare.version("k").equalTo(1),
            Compare.modRevision("k").equalTo(revision),
            Compare.createRevision("k").lessThan(revision + 1),
            Compare.lease(KeyRange.key("k")).equalTo(0),
            Compare.version(KeyRange.all()).notEqualTo(0))) {
      // Without any operation it would be answered from the state of whichever member is asked.
      Txn asked = Txn.when(holds).then(Get.key("k"));
      assertTrue(client.kv().commit(asked).await().succeeded());
    }
  }

  @Test
  void aNamespaceHidesWhatIsOutside() {
    putAll("app/x", "apq");
    try (BalsaClient inside =
        BalsaClient.builder().endpoints(server.endpoints()).namespace("app/").build()) {
      inside.kv().put("y", "1").await();
      assertEquals(List.of("x", "y"), keys(inside.kv().get(Get.range(KeyRange.all())).await()));
      assertEquals(
          List.of("y"), keys(inside.kv().get(Get.range(KeyRange.from(Bytes.of("y")))).await()));
      inside.kv().commit(Txn.when(Compare.exists("y")).then(Delete.key("y"))).await();
      assertEquals(1, inside.kv().delete(Delete.prefix("x")).await().deleted());
    }
    assertEquals(List.of("apq"), keys(client.kv().get(Get.prefix("")).await()));
  }

  @Test
  void refusalsSayWhatIsWrong() {
    long revision = client.kv().put("a", "1").await().revision();
    client.kv().put("a", "2").await();
    client.kv().compact(revision + 1).await();
    awaitEveryMember();
    assertThrows(
        CompactedException.class, () -> client.kv().get(Get.key("a").atRevision(revision)).await());
    InvalidRequestException wrong =
        assertThrows(
            InvalidRequestException.class,
            () -> client.kv().put(Put.of("a", "1").withLease(4711)).await());
    assertEquals("etcdserver: requested lease not found", wrong.getMessage());
    assertThrows(InvalidRequestException.class, () -> client.kv().put("", "1").await());
  }

  @Test
  void bytesThatAreNoTextAreKeysToo() {
    Bytes key = Bytes.of(new byte[] {0, -1, 7});
    client.kv().put(key, Bytes.of(new byte[] {-128})).await();
    assertEquals(Bytes.of(new byte[] {-128}), client.kv().get(key).await().orElseThrow().value());
    assertEquals("\\x00\\xff\\x07", key.toString());
    assertEquals(
        KeyRange.from(Bytes.of(new byte[] {-1})), KeyRange.prefix(Bytes.of(new byte[] {-1})));
  }

  @Test
  void callbacksMayWaitForOtherReplies() {
    client.kv().put("a", "b").await();
    client.kv().put("b", "c").await();
    String end =
        client
            .kv()
            .get("a")
            .thenApply(a -> client.kv().get(a.orElseThrow().value()).await())
            .thenApply(b -> b.orElseThrow().valueText())
            .toCompletableFuture()
            .join();
    assertEquals("c", end);
  }
}
