package dev.balsa.tools.localcluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.util.Map;
import java.util.Set;

/**
 * A line of a server's log, made short for a terminal.
 *
 * <pre>
 * {"level":"info","ts":"2026-01-01T12:31:02.389281Z","caller":"peer/RemoteMember","msg":"connected to a member","peer-id":"b5"}
 *   becomes
 * 12:31:02.389 info  connected to a member  peer-id=b5
 * </pre>
 *
 * @param level {@code info}, {@code warn}, ...; empty for a line that is no JSON, which stays as it
 *     is
 * @param text what to show
 */
record LogLine(String level, String text) {
  private static final Set<String> SHOWN_APART =
      Set.of("level", "ts", "caller", "msg", "stacktrace");
  private static final int TIME_FROM = 11;
  private static final int TIME_TO = 23;
  private static final int VALUE_CHARS_MAX = 160;

  static LogLine of(String line) {
    JsonObject fields = parse(line);
    if (fields == null || !fields.has("msg")) {
      return new LogLine("", line);
    }
    String level = text(fields.get("level"));
    StringBuilder out = new StringBuilder(line.length());
    String time = text(fields.get("ts"));
    if (time.length() >= TIME_TO) {
      out.append(time, TIME_FROM, TIME_TO).append(' ');
    }
    out.append(level).append(" ".repeat(Math.max(1, 6 - level.length())));
    out.append(text(fields.get("msg")));
    for (Map.Entry<String, JsonElement> field : fields.entrySet()) {
      if (!SHOWN_APART.contains(field.getKey())) {
        out.append("  ").append(field.getKey()).append('=').append(text(field.getValue()));
      }
    }
    return new LogLine(level, out.toString());
  }

  private static JsonObject parse(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    try {
      return JsonParser.parseString(line).getAsJsonObject();
    } catch (JsonSyntaxException e) {
      return null;
    }
  }

  private static String text(JsonElement value) {
    if (value == null || value.isJsonNull()) {
      return "";
    }
    String text = value.isJsonPrimitive() ? value.getAsString() : value.toString();
    return text.length() > VALUE_CHARS_MAX ? text.substring(0, VALUE_CHARS_MAX) + "..." : text;
  }
}
