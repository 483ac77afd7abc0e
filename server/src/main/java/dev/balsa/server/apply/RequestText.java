package dev.balsa.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request in a line, for the log: keys as they are, of a value its size, of a secret nothing.
 *
 * <pre>header:&lt;ID:42&gt; put:&lt;key:"foo" value_size:3&gt;</pre>
 */
public final class RequestText {

  /** Fields that nobody may read in a log. */
  private static final Set<String> SECRETS =
      Set.of("password", "hashedPassword", "token", "simple_token");

  /** Fields that hold what users store. */
  private static final Set<String> VALUES = Set.of("value");

  private static final int MAX_CHARS = 2_048;

  private RequestText() {}

  /** The command of a log entry. */
  public static String ofEntry(byte[] data) {
    try {
      return of(CommandCodec.decode(data));
    } catch (InvalidProtocolBufferException e) {
      return "not readable: " + e.getMessage();
    }
  }

  /** A message; cut off where it is long. */
  public static String of(Message message) {
    StringBuilder text = new StringBuilder();
    fields(message, text);
    if (text.length() > MAX_CHARS) {
      text.setLength(MAX_CHARS);
      text.append("...");
    }
    return text.toString();
  }

  private static void fields(Message message, StringBuilder text) {
    for (Map.Entry<FieldDescriptor, Object> each : message.getAllFields().entrySet()) {
      Collection<?> values =
          each.getKey().isRepeated() ? (List<?>) each.getValue() : List.of(each.getValue());
      for (Object value : values) {
        if (text.length() > MAX_CHARS) {
          return;
        }
        field(each.getKey(), value, text);
      }
    }
  }

  private static void field(FieldDescriptor field, Object value, StringBuilder text) {
    String name = field.getName();
    if (SECRETS.contains(name)) {
      return;
    }
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '<') {
      text.append(' ');
    }
    if (value instanceof Message inner) {
      text.append(name).append(":<");
      fields(inner, text);
      text.append('>');
    } else if (value instanceof ByteString bytes) {
      if (VALUES.contains(name)) {
        text.append(name).append("_size:").append(bytes.size());
      } else {
        text.append(name).append(":\"").append(TextFormat.escapeBytes(bytes)).append('"');
      }
    } else if (value instanceof String string) {
      text.append(name).append(":\"").append(TextFormat.escapeDoubleQuotesAndBackslashes(string));
      text.append('"');
    } else if (field.getType() == FieldDescriptor.Type.UINT64) {
      text.append(name).append(':').append(Long.toUnsignedString((long) value));
    } else {
      text.append(name).append(':').append(value);
    }
  }
}
