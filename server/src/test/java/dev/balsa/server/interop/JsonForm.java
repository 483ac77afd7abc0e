package dev.balsa.server.interop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Whether JSON is written as the gateway writes a message: the names of the fields as in the
 * contract, 64-bit numbers as strings, bytes as base64, enums by name, nothing that is zero.
 */
final class JsonForm {

  private final List<String> faults = new ArrayList<>();

  private JsonForm() {}

  /** What is wrong with it; empty if nothing is. */
  static List<String> faults(Descriptor message, JsonElement json) {
    JsonForm form = new JsonForm();
    form.message(message.getName(), message, json);
    return form.faults;
  }

  private void message(String where, Descriptor message, JsonElement json) {
    if (!json.isJsonObject()) {
      faults.add(where + " is no object: " + json);
      return;
    }
    for (Map.Entry<String, JsonElement> entry : ((JsonObject) json).entrySet()) {
      String at = where + "." + entry.getKey();
      FieldDescriptor field = message.findFieldByName(entry.getKey());
      if (field == null) {
        faults.add(at + " is not in the contract");
      } else if (field.isRepeated()) {
        list(at, field, entry.getValue());
      } else {
        value(at, field, entry.getValue(), field.getContainingOneof() != null);
      }
    }
  }

  private void list(String where, FieldDescriptor field, JsonElement json) {
    if (!json.isJsonArray() || json.getAsJsonArray().isEmpty()) {
      faults.add(where + " should be a list that is not empty: " + json);
      return;
    }
    json.getAsJsonArray().forEach(each -> value(where + "[]", field, each, true));
  }

  private void value(String where, FieldDescriptor field, JsonElement json, boolean mayBeZero) {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      message(where, field.getMessageType(), json);
      return;
    }
    if (!json.isJsonPrimitive()) {
      faults.add(where + " is no plain value: " + json);
      return;
    }
    JsonPrimitive plain = json.getAsJsonPrimitive();
    boolean right =
        switch (field.getJavaType()) {
          case STRING -> plain.isString() && (mayBeZero || !plain.getAsString().isEmpty());
          case BYTE_STRING -> plain.isString() && isBase64(plain.getAsString(), mayBeZero);
          case LONG -> plain.isString() && isNumber(plain.getAsString(), mayBeZero);
          case INT -> plain.isNumber() && (mayBeZero || plain.getAsLong() != 0);
          case BOOLEAN -> plain.isBoolean() && (mayBeZero || plain.getAsBoolean());
          case ENUM ->
              plain.isString() && field.getEnumType().findValueByName(plain.getAsString()) != null;
          default -> false;
        };
    if (!right) {
      faults.add(where + " is not written as " + field.getType() + ": " + json);
    }
  }

  private static boolean isBase64(String text, boolean mayBeEmpty) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return text.length() % 4 == 0 && (mayBeEmpty || bytes.length > 0);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isNumber(String text, boolean mayBeZero) {
    return text.matches("-?[1-9][0-9]*") || (mayBeZero && text.equals("0"));
  }
}
