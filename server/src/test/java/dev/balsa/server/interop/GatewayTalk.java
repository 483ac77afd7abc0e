package dev.balsa.server.interop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** HTTP with a server's client port, written down. */
final class GatewayTalk {

  /** More lines than any of these streams has. */
  static final int ALL = Integer.MAX_VALUE;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Exchange> exchanges = new ArrayList<>();
  private String token = "";

  GatewayTalk(Subject subject) {
    server = "http://" + subject.endpoint();
  }

  /**
   * A request and what came back.
   *
   * @param authorization that the request carried; empty if none
   * @param lines of the answer: one, or those of a stream as far as they were read
   */
  record Exchange(
      String method,
      String path,
      String body,
      String authorization,
      int status,
      List<String> lines) {

    /** The only line as JSON. */
    JsonObject json() {
      return JsonParser.parseString(lines.get(0)).getAsJsonObject();
    }

    /** A text in it, found by names from the outside in. */
    String text(String... names) {
      JsonElement found = json();
      for (String name : names) {
        found =
            found.isJsonArray()
                ? found.getAsJsonArray().get(Integer.parseInt(name))
                : found.getAsJsonObject().get(name);
      }
      return found.getAsString();
    }
  }

  /** All that was said, in its order. */
  List<Exchange> exchanges() {
    return exchanges;
  }

  /** From here on requests carry this; empty for nothing. */
  void authorization(String header) {
    token = header;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Posts a message. */
  Exchange post(String path, String body) {
    return stream(path, body, ALL, () -> {});
  }

  /** Another method than POST, without a body. */
  Exchange send(String method, String path) {
    return read(request(path).method(method, BodyPublishers.noBody()).build(), "", ALL, () -> {});
  }

  /**
   * Posts and reads so many lines of the answer.
   *
   * @param afterFirst what to do when the first is there
   */
  Exchange stream(String path, String body, int lines, Runnable afterFirst) {
    HttpRequest request = request(path).POST(BodyPublishers.ofString(body)).build();
    return read(request, body, lines, afterFirst);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(PATIENCE)
            .header("Origin", "http://good.example")
            .header("Content-Type", "application/json");
    return token.isEmpty() ? request : request.header("Authorization", token);
  }

  private Exchange read(HttpRequest request, String body, int lines, Runnable afterFirst) {
    int place = exchanges.size();
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      List<String> read = new ArrayList<>();
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          read.add(line);
          if (read.size() == 1) {
            afterFirst.run();
          }
          if (read.size() >= lines) {
            break;
          }
        }
      }
      Exchange exchange =
          new Exchange(
              request.method(),
              request.uri().getPath(),
              body,
              request.headers().firstValue("Authorization").orElse(""),
              response.statusCode(),
              read);
      exchanges.add(place, exchange);
      return exchange;
    } catch (IOException e) {
      throw new UncheckedIOException(request + " " + body, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
