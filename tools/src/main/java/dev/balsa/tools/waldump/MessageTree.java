package dev.balsa.tools.waldump;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A protobuf message as a tree of its fields that are set. */
final class MessageTree {

  /** Fields with which somebody could log in, or find out how; a dump is shown to others. */
  private static final Set<String> SECRETS = Set.of("password", "hashedPassword", "simple_token");

  private static final String HIDDEN = "(hidden)";

  private MessageTree() {}

  static Map<String, Object> of(Message message) {
    Map<String, Object> tree = new LinkedHashMap<>();
    message
        .getAllFields()
        .forEach((field, value) -> tree.put(field.getName(), value(field, value)));
    unknown(message.getUnknownFields(), tree);
    return tree;
  }

  private static Object value(FieldDescriptor field, Object value) {
    if (SECRETS.contains(field.getName())) {
      return HIDDEN;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(MessageTree::single).toList();
    }
    return value instanceof Long id && isId(field) ? new Id(id) : single(value);
  }

  /** Ids of leases and members are random, and etcdctl shows them in hexadecimal. */
  private static boolean isId(FieldDescriptor field) {
    return field.getName().equals("lease")
        || field.getName().equals("member_ID")
        || field.getName().equals("memberID")
        || (field.getName().equals("ID")
            && field.getContainingType().getName().startsWith("Lease"));
  }

  private static Object single(Object value) {
    if (value instanceof Message message) {
      return of(message);
    }
    return value instanceof EnumValueDescriptor name ? new Name(name.getName()) : value;
  }

  /** Fields of a later version are shown by number rather than hidden. */
  private static void unknown(UnknownFieldSet fields, Map<String, Object> tree) {
    fields
        .asMap()
        .forEach(
            (number, field) -> {
              String name = "field_" + number;
              field.getVarintList().forEach(value -> tree.put(name, value));
              field.getFixed64List().forEach(value -> tree.put(name, value));
              field.getFixed32List().forEach(value -> tree.put(name, (long) value));
              field.getLengthDelimitedList().forEach(value -> tree.put(name, value));
            });
  }
}
