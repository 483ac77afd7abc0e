package dev.balsa.tools.waldump;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A tree on one line for people: {@code key="a" value="b" compare=[{...}]}. */
final class TreeText {

  private final int maxTextChars;

  /** A writer that shortens texts to so many characters. */
  TreeText(int maxTextChars) {
    this.maxTextChars = maxTextChars;
  }

  String write(Map<String, Object> tree) {
    StringBuilder out = new StringBuilder();
    fields(tree, out);
    return out.toString();
  }

  private void fields(Map<?, ?> tree, StringBuilder out) {
    String separator = "";
    for (Map.Entry<?, ?> field : tree.entrySet()) {
      out.append(separator).append(field.getKey()).append('=');
      value(field.getValue(), out);
      separator = " ";
    }
  }

  private void value(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      out.append('{');
      fields(map, out);
      out.append('}');
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i == 0 ? "" : ", ");
        value(list.get(i), out);
      }
      out.append(']');
    } else if (value instanceof ByteString bytes) {
      quoted(bytes, out);
    } else if (value instanceof String text) {
      quoted(ByteString.copyFromUtf8(text), out);
    } else {
      out.append(value);
    }
  }

  private void quoted(ByteString bytes, StringBuilder out) {
    String text =
        bytes.isValidUtf8()
            ? bytes.toString(StandardCharsets.UTF_8)
            : bytes.toString(StandardCharsets.ISO_8859_1);
    boolean valid = bytes.isValidUtf8();
    out.append('"');
    for (int i = 0; i < Math.min(text.length(), maxTextChars); i++) {
      character(text.charAt(i), valid, out);
    }
    out.append('"');
    if (text.length() > maxTextChars) {
      out.append("...(").append(bytes.size()).append(" bytes)");
    }
  }

  /** Nothing that could move the cursor of a terminal gets through. */
  private static void character(char c, boolean valid, StringBuilder out) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x7f && !valid)) {
      out.append(String.format("\\x%02x", (int) c));
    } else {
      out.append(c);
    }
  }
}
