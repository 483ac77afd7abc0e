package dev.balsa.tools.balsactl;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Messages as JSON the way etcdctl writes them, which is not protobuf's own mapping: field names as
 * in the definition, numbers and enums as numbers, bytes as base64, what is empty left out, and the
 * choice of a oneof inside an object that is named after the oneof.
 */
final class GoJson {

  private GoJson() {}

  static String text(JsonElement json) {
    Gson gson = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
    return gson.toJson(json)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  static JsonObject of(Message message) {
    JsonObject json = new JsonObject();
    message
        .getDescriptorForType()
        .getFields()
        .forEach(
            field -> {
              if (field.isRepeated()
                  ? message.getRepeatedFieldCount(field) > 0
                  : message.hasField(field)) {
                add(json, field, message.getField(field));
              }
            });
    return json;
  }

  private static void add(JsonObject json, FieldDescriptor field, Object value) {
    if (field.getContainingOneof() != null) {
      JsonObject choice = new JsonObject();
      choice.add(camel(field.getName()), one(field, value));
      json.add(camel(field.getContainingOneof().getName()), choice);
    } else if (field.isRepeated()) {
      JsonArray array = new JsonArray();
      ((List<?>) value).forEach(each -> array.add(one(field, each)));
      json.add(field.getName(), array);
    } else {
      json.add(field.getName(), one(field, value));
    }
  }

  private static JsonElement one(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case MESSAGE -> of((Message) value);
      case BYTES -> base64((ByteString) value);
      case ENUM -> new JsonPrimitive(((EnumValueDescriptor) value).getNumber());
      case BOOL -> new JsonPrimitive((Boolean) value);
      case STRING -> new JsonPrimitive((String) value);
      case UINT64, FIXED64 -> unsigned((Long) value);
      case UINT32, FIXED32 -> new JsonPrimitive(Integer.toUnsignedLong((Integer) value));
      default -> new JsonPrimitive((Number) value);
    };
  }

  static JsonPrimitive unsigned(long value) {
    return new JsonPrimitive(new BigInteger(Long.toUnsignedString(value)));
  }

  static JsonPrimitive base64(ByteString bytes) {
    return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }

  /** {@code response_put} as {@code ResponsePut}. */
  private static String camel(String name) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("_", -1)) {
      text.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return text.toString();
  }
}
