package dev.balsa.server.http;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import dev.balsa.server.logging.LogLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code /config/local/log}: how much is logged. {@code PUT {"Level":"DEBUG"}} as etcd up to 3.4
 * takes it, with no content in the answer; {@code GET} tells.
 */
final class LogLevelPage implements OperatorPages.Page {

  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;

  /** What the log of etcd up to 3.4 called its levels, where it had other names or more of them. */
  private static final Map<String, String> OLD_NAMES =
      Map.of("critical", "fatal", "warning", "warn", "notice", "info", "trace", "debug");

  private static final TypeAdapter<JsonElement> JSON = new Gson().getAdapter(JsonElement.class);

  private final LogLevel level;

  LogLevelPage(LogLevel level) {
    this.level = level;
  }

  @Override
  public void serve(HttpRequestIn request, Consumer<HttpAnswer> reply) {
    switch (request.query().method()) {
      case "GET" ->
          reply.accept(
              HttpAnswer.ok(HttpAnswer.JSON, "{\"Level\":" + Json.quoted(level.get()) + "}\n"));
      case "PUT" -> reply.accept(change(request.body()));
      default -> reply.accept(HttpAnswer.methodNotAllowed("GET, PUT"));
    }
  }

  private HttpAnswer change(String body) {
    String wanted = levelIn(body);
    if (wanted == null) {
      return refused("Invalid json body");
    }
    try {
      String name = wanted.toLowerCase(Locale.ROOT);
      level.set(OLD_NAMES.getOrDefault(name, name));
    } catch (IllegalArgumentException e) {
      return refused("Invalid log level " + wanted);
    }
    return new HttpAnswer(NO_CONTENT, HttpAnswer.JSON, new byte[0], null);
  }

  private static HttpAnswer refused(String why) {
    byte[] content = ("{\"message\":" + Json.quoted(why) + "}").getBytes(StandardCharsets.UTF_8);
    return new HttpAnswer(BAD_REQUEST, HttpAnswer.JSON, content, null);
  }

  /**
   * What the body asks for, read as Go reads it: names in any case, nothing where the name is not
   * there.
   *
   * @return null if the body is not the JSON that was expected
   */
  private static String levelIn(String body) {
    try {
      JsonElement json = JSON.fromJson(body);
      return json.isJsonObject() ? levelIn(json.getAsJsonObject()) : json.isJsonNull() ? "" : null;
    } catch (IOException | JsonParseException e) {
      return null;
    }
  }

  private static String levelIn(JsonObject body) {
    String found = "";
    for (Map.Entry<String, JsonElement> field : body.entrySet()) {
      JsonElement value = field.getValue();
      if (!field.getKey().equalsIgnoreCase("Level") || value.isJsonNull()) {
        continue;
      }
      if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
        return null;
      }
      found = value.getAsString();
    }
    return found;
  }
}
