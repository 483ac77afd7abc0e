package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A little of everything that a member counts, through its JSON gateway. */
final class MetricsLoad implements AutoCloseable {

  private final String url;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  MetricsLoad(int clientPort) {
    this.url = "http://127.0.0.1:" + clientPort;
  }

  void run() throws Exception {
    BufferedReader watch = watch();
    put("k1", "one");
    put("k1", "two");
    put("k2", "three");
    watch.readLine(); // the first events
    post("/v3/kv/range", "{\"key\":\"" + base64("k1") + "\"}");
    post("/v3/kv/deleterange", "{\"key\":\"" + base64("k2") + "\"}");
    String key = "{\"key\":\"" + base64("k3") + "\"}";
    post(
        "/v3/kv/txn",
        "{\"success\":[{\"request_put\":" + key + "},{\"request_range\":" + key + "}]}");
    leases();
    history();
    get("/health");
    get("/readyz");
    get("/livez");
    get("/v3/maintenance/snapshot", "{}");
    JsonObject alarm =
        post("/v3/maintenance/alarm", "{\"action\":\"ACTIVATE\",\"alarm\":\"NOSPACE\"}");
    assertEquals(1, alarm.getAsJsonArray("alarms").size());
  }

  @Override
  public void close() throws java.io.IOException {
    open.close();
  }

  private void leases() throws Exception {
    String lease = post("/v3/lease/grant", "{\"TTL\":\"60\"}").get("ID").getAsString();
    post("/v3/lease/keepalive", "{\"ID\":\"" + lease + "\"}");
    post("/v3/lease/revoke", "{\"ID\":\"" + lease + "\"}");
  }

  private void history() throws Exception {
    post("/v3/kv/compaction", "{\"revision\":\"4\",\"physical\":true}");
    post("/v3/maintenance/hash", "{}");
    get("/v3/maintenance/hashkv", "{}"); // not there in old versions
    post("/v3/maintenance/defragment", "{}");
  }

  private void put(String key, String value) throws Exception {
    post("/v3/kv/put", "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}");
  }

  private InputStream open = InputStream.nullInputStream();

  /** A watch that stays open, after its first answer, with a progress notification asked for. */
  private BufferedReader watch() throws Exception {
    String create = "{\"create_request\":{\"key\":\"AA==\",\"range_end\":\"AA==\"}}";
    open =
        http.send(
                HttpRequest.newBuilder(URI.create(url + "/v3/watch"))
                    .POST(HttpRequest.BodyPublishers.ofString(create + "{\"progress_request\":{}}"))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream())
            .body();
    BufferedReader lines = new BufferedReader(new InputStreamReader(open, StandardCharsets.UTF_8));
    lines.readLine();
    return lines;
  }

  private void get(String path) throws Exception {
    http.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private void get(String path, String body) throws Exception {
    http.send(
        HttpRequest.newBuilder(URI.create(url + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private JsonObject post(String path, String json) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + path))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), path + " " + json + ": " + answer.body());
    return JsonParser.parseString(answer.body().lines().findFirst().orElse("{}")).getAsJsonObject();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
