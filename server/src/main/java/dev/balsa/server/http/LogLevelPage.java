package dev.balsa.server.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.balsa.server.logging.LogLevel;
import java.util.function.Consumer;

/**
 * {@code /config/local/log}: how much is logged. {@code PUT {"Level":"DEBUG"}} as etcd up to 3.4
 * takes it; {@code GET} tells.
 */
final class LogLevelPage implements OperatorPages.Page {

  private static final int NO_CONTENT = 204;

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
      return HttpAnswer.error(400, "Invalid json body");
    }
    try {
      level.set(wanted);
    } catch (IllegalArgumentException e) {
      return HttpAnswer.error(400, "Invalid log level " + wanted);
    }
    return new HttpAnswer(NO_CONTENT, HttpAnswer.JSON, new byte[0], null);
  }

  /** What the body asks for; null if it is not the JSON that was expected. */
  private static String levelIn(String body) {
    try {
      JsonElement json = JsonParser.parseString(body);
      JsonElement found = json.isJsonObject() ? json.getAsJsonObject().get("Level") : null;
      return found != null && found.isJsonPrimitive() ? found.getAsString() : null;
    } catch (JsonParseException e) {
      return null;
    }
  }
}
