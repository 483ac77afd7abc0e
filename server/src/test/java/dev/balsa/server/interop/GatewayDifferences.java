package dev.balsa.server.interop;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.balsa.server.interop.GatewayTalk.Exchange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What may differ between the gateways of etcd 3.4 and of Balsa, which answers as etcd 3.7 does;
 * each with its reason. {@link #plain} takes it out of an answer; what differs afterwards is a
 * fault.
 */
final class GatewayDifferences {

  /**
   * A field that cannot be compared.
   *
   * @param path what the path begins with
   */
  private record Own(String path, String field, String reason) {}

  private static final String ANYWHERE = "/";
  private static final String CARE = "/v3/maintenance/";

  private static final List<Own> OWN =
      List.of(
          new Own(ANYWHERE, "raft_term", "elections"),
          new Own(ANYWHERE, "reason", "/health says it since 3.5"),
          new Own("/v3/auth/authenticate", "token", "drawn by chance"),
          new Own("/v3/auth/status", "authRevision", "3.5"),
          new Own("/v3/cluster/member/update", "isLearner", "3.4 forgets it"),
          new Own(CARE + "alarm", "header", "3.4 has none"),
          new Own(CARE + "hash", "hash", "over the bytes on the disk"),
          new Own(CARE + "snapshot", "blob", "the bytes on the disk"),
          new Own(CARE + "snapshot", "remaining_bytes", "the bytes on the disk"),
          new Own(CARE + "snapshot", "version", "3.6"),
          new Own(CARE + "status", "version", "another one"),
          new Own(CARE + "status", "dbSize", "the bytes on the disk"),
          new Own(CARE + "status", "dbSizeInUse", "the bytes on the disk"),
          new Own(CARE + "status", "raftIndex", "the server's own entries"),
          new Own(CARE + "status", "raftAppliedIndex", "the server's own entries"),
          new Own(CARE + "status", "raftTerm", "elections"),
          new Own(CARE + "status", "storageVersion", "3.6"),
          new Own(CARE + "status", "dbSizeQuota", "3.6"),
          new Own(CARE + "status", "downgradeInfo", "3.6"));

  /** In bodies of errors: 3.4 says the message twice, newer ones have a list that is empty. */
  private static final Set<String> ERROR_FIELDS =
      Set.of("error", "details", "http_code", "http_status");

  /** No annotation in 3.4, so that there is no such path. */
  private static final Set<String> NEWER_PATHS =
      Set.of(CARE + "hashkv", CARE + "downgrade", "/v3/auth/status");

  private GatewayDifferences() {}

  /** Whether the two cannot be compared at all. */
  static boolean isKnown(Exchange etcd) {
    boolean newerPath = NEWER_PATHS.contains(etcd.path()) && etcd.status() == 404;
    boolean newerWordBeforeToken =
        etcd.authorization().startsWith("Bearer ") && etcd.status() == 401;
    // CVE-2026-33343: 3.4 lets a transaction inside of another one read what it may not.
    boolean hole = !etcd.authorization().isEmpty() && etcd.body().contains("request_txn");
    // 3.4 hands the permission denied on without its code.
    boolean codeIsLost = etcd.status() == 500 && etcd.path().startsWith(CARE);
    return newerPath || newerWordBeforeToken || hole || codeIsLost;
  }

  /** An answer without what may differ. */
  static String plain(Exchange exchange, Subject server) {
    List<String> lines = new ArrayList<>(List.of(Integer.toString(status(exchange))));
    for (String line : exchange.lines()) {
      String known =
          line.replace("127.0.0.1:" + server.clientPort(), "<client>")
              .replace("127.0.0.1:" + server.peerPort(), "<peer>")
              .replaceAll("\\d{12,}", "<id>");
      if (!known.startsWith("{")) {
        lines.add("{}"); // "Not Found" and "Method Not Allowed" were plain text once
      } else if (exchange.status() == 200) {
        lines.add(plain(JsonParser.parseString(known), exchange).toString());
      } else {
        lines.add(error(JsonParser.parseString(known).getAsJsonObject()));
      }
    }
    return String.join("\n        ", lines);
  }

  private static int status(Exchange exchange) {
    return switch (exchange.status()) {
      case 412 -> 400; // FAILED_PRECONDITION in the gateway's second version
      case 501 -> 405; // a method of HTTP that is not served
      default -> exchange.status();
    };
  }

  private static String error(JsonObject json) {
    Map<String, String> plain = new TreeMap<>();
    for (Map.Entry<String, JsonElement> field : json.entrySet()) {
      String text = field.getValue().toString();
      if (field.getValue().isJsonObject()) {
        plain.put(field.getKey(), error(field.getValue().getAsJsonObject()));
      } else if (field.getKey().equals("grpc_code")) {
        plain.put("code", text);
      } else if (!ERROR_FIELDS.contains(field.getKey())) {
        plain.put(field.getKey(), text);
      }
    }
    if (!plain.getOrDefault("message", "").startsWith("\"etcdserver: ")) {
      plain.remove("message"); // each parser of JSON has its own words
    }
    boolean plainTextOnce =
        !plain.containsKey("message")
            && List.of("5", "12").contains(plain.getOrDefault("code", ""));
    return plainTextOnce ? "{}" : plain.toString();
  }

  private static JsonElement plain(JsonElement json, Exchange exchange) {
    if (json.isJsonArray()) {
      JsonArray list = new JsonArray();
      json.getAsJsonArray().forEach(each -> list.add(plain(each, exchange)));
      return list;
    }
    if (!json.isJsonObject()) {
      return json;
    }
    JsonObject plain = new JsonObject();
    for (Map.Entry<String, JsonElement> field : json.getAsJsonObject().entrySet()) {
      String name = field.getKey();
      boolean own =
          OWN.stream()
              .anyMatch(row -> row.field.equals(name) && exchange.path().startsWith(row.path));
      if (name.equals("error") && field.getValue().isJsonObject()) {
        plain.addProperty(name, error(field.getValue().getAsJsonObject()));
      } else if (!own) {
        plain.add(name, value(name, field.getValue(), exchange));
      }
    }
    return plain;
  }

  private static JsonElement value(String name, JsonElement json, Exchange exchange) {
    if (name.equals("TTL") && exchange.path().endsWith("timetolive")) {
      return new JsonPrimitive((Long.parseLong(json.getAsString()) + 60) / 100); // two clocks
    }
    JsonElement plain = plain(json, exchange);
    if (name.equals("errors")) {
      return new JsonPrimitive(plain.toString().replace(" \"", "\"")); // Go's old text of a message
    }
    if (name.equals("members") || name.equals("leases")) { // in the order of ids, or in none
      List<JsonElement> sorted = new ArrayList<>(plain.getAsJsonArray().asList());
      sorted.sort(Comparator.comparing(JsonElement::toString));
      JsonArray list = new JsonArray();
      sorted.forEach(list::add);
      return list;
    }
    return plain;
  }
}
