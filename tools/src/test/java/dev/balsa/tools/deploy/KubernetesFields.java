package dev.balsa.tools.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which fields objects of Kubernetes have, and of what kind: what the API server would refuse. */
final class KubernetesFields {

  private record Field(boolean required, String value) {}

  private final Map<String, Map<String, Field>> types = new TreeMap<>();
  private final List<String> mistakes = new ArrayList<>();

  KubernetesFields() throws IOException {
    try (InputStream in = KubernetesFields.class.getResourceAsStream("kubernetes-fields.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 3))
          .forEach(
              words ->
                  types
                      .computeIfAbsent(words[0], type -> new TreeMap<>())
                      .put(words[1].replace("!", ""), new Field(words[1].endsWith("!"), words[2])));
    }
  }

  /** What is wrong with an object, one line each. */
  List<String> mistakesOf(Map<String, Object> object) {
    mistakes.clear();
    String kind = String.valueOf(object.get("kind"));
    check(kind, kind, object);
    return List.copyOf(mistakes);
  }

  private void check(String path, String type, Object value) {
    if (type.startsWith("list<")) {
      if (value instanceof List<?> list) {
        list.forEach(each -> check(path + "[]", inner(type), each));
        return;
      }
    } else if (type.startsWith("map<")) {
      if (value instanceof Map<?, ?> map) {
        map.forEach((key, each) -> check(path + "." + key, inner(type), each));
        return;
      }
    } else if (types.containsKey(type) && value instanceof Map<?, ?> map) {
      checkFields(path, types.get(type), map);
      return;
    } else if (isPlain(type, value)) {
      return;
    }
    mistakes.add(path + " is not " + type + ": " + value);
  }

  private void checkFields(String path, Map<String, Field> fields, Map<?, ?> map) {
    map.forEach(
        (key, value) -> {
          Field field = fields.get(String.valueOf(key));
          if (field == null) {
            mistakes.add(path + " has no field " + key);
          } else {
            check(path + "." + key, field.value(), value);
          }
        });
    fields.forEach(
        (name, field) -> {
          if (field.required() && !map.containsKey(name)) {
            mistakes.add(path + " lacks " + name);
          }
        });
  }

  private static String inner(String type) {
    return type.substring(type.indexOf('<') + 1, type.length() - 1);
  }

  private static boolean isPlain(String type, Object value) {
    return switch (type) {
      case "text" -> value instanceof String;
      case "number" -> value instanceof Integer number && number >= 0;
      case "switch" -> value instanceof Boolean;
      case "port" -> value instanceof Integer || value instanceof String;
      case "quantity" ->
          String.valueOf(value).matches("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
      default -> List.of(type.split("\\|", -1)).contains(value);
    };
  }
}
