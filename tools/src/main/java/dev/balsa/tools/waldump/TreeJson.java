package dev.balsa.tools.waldump;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A tree as JSON, with protobuf's mapping: bytes in base64, numbers of 64 bits as texts. Ids are
 * texts in hexadecimal.
 */
final class TreeJson {

  private TreeJson() {}

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    value(value, out);
    return out.toString();
  }

  private static void value(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      object(map, out);
    } else if (value instanceof List<?> list) {
      array(list, out);
    } else if (value instanceof Boolean || value instanceof Integer || value instanceof Double) {
      out.append(value);
    } else if (value instanceof ByteString bytes) {
      text(Base64.getEncoder().encodeToString(bytes.toByteArray()), out);
    } else {
      text(String.valueOf(value), out);
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> field : map.entrySet()) {
      out.append(separator);
      text(String.valueOf(field.getKey()), out);
      out.append(':');
      value(field.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void array(List<?> list, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      out.append(i == 0 ? "" : ",");
      value(list.get(i), out);
    }
    out.append(']');
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
