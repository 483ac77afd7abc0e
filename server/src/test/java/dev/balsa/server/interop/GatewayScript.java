package dev.balsa.server.interop;

import static dev.balsa.server.interop.GatewayTalk.base64;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A conversation with the JSON gateway that comes by every path of it, in good ways and in bad
 * ones. Each step builds on those before.
 *
 * <p>Keys: {@code a} YQ==, {@code b} Yg==, {@code c} Yw==, {@code d} ZA==.
 */
final class GatewayScript {

  private final GatewayTalk talk;

  GatewayScript(GatewayTalk talk) {
    this.talk = talk;
  }

  /** All of it, in an order that leaves the server usable to the end. */
  void run() {
    puts();
    ranges();
    deletes();
    transactions();
    compactions();
    leases();
    watches();
    locks();
    elections();
    new GatewayCareScript(talk).run();
    waysOfWriting();
    otherMethodsAndPaths();
    new GatewayAuthScript(talk).run();
  }

  private void puts() {
    talk.post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"MQ==\"}");
    talk.post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"Mg==\",\"prev_kv\":true}");
    talk.post("/v3/kv/put", "{\"key\":\"YQ==\",\"ignore_value\":true}");
    talk.post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"Mg==\",\"ignore_value\":true}");
    talk.post("/v3/kv/put", "{\"key\":\"eHg=\",\"ignore_value\":true}");
    talk.post("/v3/kv/put", "{\"key\":\"YQ==\",\"ignore_lease\":true,\"lease\":\"1\"}");
    talk.post("/v3/kv/put", "{\"key\":\"YQ==\",\"lease\":\"4711\"}");
    talk.post("/v3/kv/put", "{\"value\":\"MQ==\"}");
    talk.post("/v3/kv/put", "{\"key\":\"Yg==\"}");
    talk.post("/v3/kv/put", "{\"key\":\"Yw==\",\"value\":\"//79AA==\"}");
  }

  private void ranges() {
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\"}");
    talk.post("/v3/kv/range", "{\"key\":\"enp6\"}");
    talk.post("/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\"}");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\",\"range_end\":\"ZA==\",\"limit\":\"2\"}");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\",\"range_end\":\"ZA==\",\"limit\":2}");
    String all = "{\"key\":\"YQ==\",\"range_end\":\"ZA==\",";
    talk.post("/v3/kv/range", all + "\"sort_order\":\"DESCEND\",\"sort_target\":\"KEY\"}");
    talk.post("/v3/kv/range", all + "\"sort_order\":1,\"sort_target\":3}");
    talk.post("/v3/kv/range", all + "\"keys_only\":true}");
    talk.post("/v3/kv/range", all + "\"count_only\":true}");
    talk.post("/v3/kv/range", all + "\"serializable\":true}");
    talk.post("/v3/kv/range", all + "\"min_mod_revision\":\"5\"}");
    talk.post("/v3/kv/range", all + "\"max_create_revision\":\"3\"}");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\",\"revision\":\"2\"}");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\",\"revision\":\"1000\"}");
    talk.post("/v3/kv/range", "{}");
  }

  private void deletes() {
    talk.post("/v3/kv/deleterange", "{\"key\":\"enp6\"}");
    talk.post("/v3/kv/deleterange", "{\"key\":\"Yg==\",\"prev_kv\":true}");
    talk.post("/v3/kv/deleterange", "{\"key\":\"Yw==\",\"range_end\":\"ZA==\"}");
    talk.post("/v3/kv/deleterange", "{\"range_end\":\"ZA==\"}");
  }

  private void transactions() {
    String isOne =
        "{\"result\":\"EQUAL\",\"target\":\"VALUE\",\"key\":\"YQ==\",\"value\":\"MQ==\"}";
    String put = "{\"request_put\":{\"key\":\"YQ==\",\"value\":\"MQ==\"}}";
    String get = "{\"request_range\":{\"key\":\"YQ==\"}}";
    String delete = "{\"request_delete_range\":{\"key\":\"YQ==\",\"prev_kv\":true}}";
    String nested =
        "{\"request_txn\":{\"compare\":[%s],\"success\":[%s]}}".formatted(isOne, delete);
    talk.post("/v3/kv/txn", "{}");
    String form = "{\"compare\":[%s],\"success\":[%s],\"failure\":[%s]}";
    talk.post("/v3/kv/txn", form.formatted(isOne, get, put));
    talk.post("/v3/kv/txn", form.formatted(isOne, get + "," + get, put));
    talk.post("/v3/kv/txn", form.formatted(isOne, nested, put));
    talk.post("/v3/kv/txn", form.formatted(isOne, "", get));
    talk.post("/v3/kv/txn", form.formatted("", put + "," + put, ""));
    String version =
        "{\"result\":\"GREATER\",\"target\":\"VERSION\",\"key\":\"YQ==\",\"version\":\"0\"}";
    talk.post("/v3/kv/txn", form.formatted(version, get, put));
    talk.post("/v3/kv/txn", form.formatted("{\"result\":0}", get, put));
  }

  private void compactions() {
    talk.post("/v3/kv/compaction", "{\"revision\":\"4\"}");
    talk.post("/v3/kv/compaction", "{\"revision\":\"4\",\"physical\":true}");
    talk.post("/v3/kv/compaction", "{\"revision\":\"5000\"}");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\",\"revision\":\"2\"}");
  }

  private void leases() {
    talk.post("/v3/lease/grant", "{\"TTL\":\"300\",\"ID\":\"77\"}");
    talk.post("/v3/lease/grant", "{\"TTL\":300,\"ID\":78}");
    talk.post("/v3/lease/grant", "{\"TTL\":\"300\",\"ID\":\"77\"}");
    talk.post("/v3/lease/grant", "{\"TTL\":\"9000000001\"}");
    talk.post("/v3/kv/put", "{\"key\":\"bGVhc2Vk\",\"lease\":\"77\"}");
    talk.post("/v3/kv/range", "{\"key\":\"bGVhc2Vk\"}");
    talk.post("/v3/lease/timetolive", "{\"ID\":\"77\",\"keys\":true}");
    talk.post("/v3/kv/lease/timetolive", "{\"ID\":\"78\"}");
    talk.post("/v3/lease/timetolive", "{\"ID\":\"79\"}");
    talk.stream("/v3/lease/keepalive", "{\"ID\":\"77\"}\n{\"ID\":\"79\"}", 2, () -> {});
    talk.post("/v3/lease/revoke", "{\"ID\":\"78\"}");
    talk.post("/v3/lease/leases", "{}");
    talk.post("/v3/kv/lease/leases", "{}");
    talk.post("/v3/kv/lease/revoke", "{\"ID\":\"77\"}");
    talk.post("/v3/lease/revoke", "{\"ID\":\"77\"}");
    talk.post("/v3/kv/range", "{\"key\":\"bGVhc2Vk\"}");
  }

  private void watches() {
    talk.stream(
        "/v3/watch",
        "{\"create_request\":{\"key\":\"dw==\",\"prev_kv\":true}}",
        3,
        () -> {
          talk.post("/v3/kv/put", "{\"key\":\"dw==\",\"value\":\"MQ==\"}");
          talk.post("/v3/kv/deleterange", "{\"key\":\"dw==\"}");
        });
    talk.stream(
        "/v3/watch",
        "{\"create_request\":{\"key\":\"dw==\",\"start_revision\":1}}",
        2,
        this::nothing);
    String twoAtOnce =
        "{\"create_request\":{\"key\":\"dw==\",\"watch_id\":\"7\"}}\n"
            + "{\"cancel_request\":{\"watch_id\":\"7\"}}";
    talk.stream("/v3/watch", twoAtOnce, 2, this::nothing);
    talk.stream(
        "/v3/watch",
        "{\"create_request\":{\"key\":\"dw==\",\"filters\":[\"NOPUT\"],\"start_revision\":\""
            + revision()
            + "\"}}",
        2,
        this::nothing);
  }

  private void nothing() {
    // the stream goes on by itself
  }

  private String revision() {
    return talk.post("/v3/kv/range", "{\"key\":\"YQ==\"}").text("header", "revision");
  }

  private void locks() {
    talk.post("/v3/lease/grant", "{\"TTL\":\"300\",\"ID\":\"81\"}");
    String lock = "{\"name\":\"" + base64("doors") + "\",\"lease\":\"81\"}";
    String key = talk.post("/v3/lock/lock", lock).text("key");
    assertEquals(base64("doors/51"), key);
    talk.post("/v3/lock/lock", lock);
    talk.post("/v3/kv/range", "{\"key\":\"" + key + "\"}");
    talk.post("/v3/lock/unlock", "{\"key\":\"" + key + "\"}");
    talk.post("/v3/kv/range", "{\"key\":\"" + key + "\"}");
    talk.post("/v3/lock/lock", "{\"name\":\"" + base64("doors") + "\",\"lease\":\"82\"}");
  }

  private void elections() {
    String name = "\"name\":\"" + base64("chair") + "\"";
    talk.post("/v3/election/leader", "{" + name + "}");
    GatewayTalk.Exchange won =
        talk.post("/v3/election/campaign", "{" + name + ",\"lease\":\"81\",\"value\":\"YWRh\"}");
    String leader = won.json().get("leader").toString();
    talk.post("/v3/election/leader", "{" + name + "}");
    talk.stream(
        "/v3/election/observe",
        "{" + name + "}",
        2,
        () ->
            talk.post(
                "/v3/election/proclaim", "{\"leader\":" + leader + ",\"value\":\"YmVhdGU=\"}"));
    talk.post("/v3/election/resign", "{\"leader\":" + leader + "}");
    talk.post("/v3/election/proclaim", "{\"leader\":" + leader + ",\"value\":\"eA==\"}");
    talk.post("/v3/election/proclaim", "{\"value\":\"eA==\"}");
    talk.post("/v3/election/resign", "{}");
  }

  /** The many ways in which people write JSON. */
  private void waysOfWriting() {
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\",\"rangeEnd\":\"ZA==\",\"countOnly\":true}");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\",\"unheard_of\":{\"x\":[1,null]}}");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\",\"range_end\":null}");
    talk.post("/v3/kv/range", " {\n\t\"key\" : \"YQ==\" } \n");
    talk.post("/v3/kv/range", "");
    for (String bad :
        new String[] {
          "{",
          "nonsense",
          "[]",
          "{\"key\":1}",
          "{\"key\":\"!\"}",
          "{\"key\":\"YQ==\",\"limit\":\"x\"}"
        }) {
      talk.post("/v3/kv/range", bad);
    }
    talk.post("/v3beta/kv/range", "{\"key\":\"YQ==\"}");
  }

  private void otherMethodsAndPaths() {
    talk.send("GET", "/v3/kv/range");
    talk.send("PUT", "/v3/kv/put");
    talk.send("DELETE", "/v3/kv/put");
    talk.send("OPTIONS", "/v3/kv/put");
    talk.post("/v3/kv/nothing", "{}");
    talk.post("/v3/kv/range/", "{\"key\":\"YQ==\"}");
    talk.post("/v3/", "{}");
    talk.send("GET", "/health");
    talk.post("/health", "{}");
    talk.send("GET", "/nothing");
  }
}
