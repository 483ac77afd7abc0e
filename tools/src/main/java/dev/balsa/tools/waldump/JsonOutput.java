package dev.balsa.tools.waldump;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** One JSON object a line, for programs. */
final class JsonOutput implements DumpOutput {

  private final PrintWriter out;

  JsonOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void line(Line line) {
    Map<String, Object> object =
        place(line.labels().get(0), line.record().file(), line.record().offset());
    if (line.labels().size() > 1) {
      object.put("kind", line.kind());
    }
    if (line.term() != 0) {
      object.put("term", Long.toUnsignedString(line.term()));
    }
    if (line.index() != 0) {
      object.put("index", Long.toUnsignedString(line.index()));
    }
    object.put("content", line.content());
    out.println(TreeJson.write(object));
  }

  @Override
  public void torn(Path file, long offset, String reason) {
    problem("torn", file, offset, reason);
  }

  @Override
  public void damage(Path file, long offset, String reason) {
    problem("damage", file, offset, reason);
  }

  private void problem(String type, Path file, long offset, String reason) {
    Map<String, Object> object = place(type, file, offset);
    object.put("reason", reason);
    out.println(TreeJson.write(object));
  }

  private static Map<String, Object> place(String type, Path file, long offset) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", type);
    object.put("file", file.toString());
    object.put("offset", Math.toIntExact(offset));
    return object;
  }

  @Override
  public void end(Summary summary) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "summary");
    object.put("segments", summary.segments());
    object.put("records", summary.records());
    object.put("entries", summary.entries());
    object.put("commit", summary.commit());
    out.println(TreeJson.write(object));
  }
}
