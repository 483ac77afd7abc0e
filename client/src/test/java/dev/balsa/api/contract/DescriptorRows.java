package dev.balsa.api.contract;

import static dev.balsa.api.contract.WireTable.words;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Set;
import java.util.TreeSet;

/** What a compiled definition says, in the words of {@link WireTable}. */
public final class DescriptorRows {

  private final Set<String> rows = new TreeSet<>();
  private final Set<String> emptyMessages = new TreeSet<>();
  private final Set<String> referredTypes = new TreeSet<>();

  private DescriptorRows() {}

  /**
   * The rows of some compiled files.
   *
   * <p>The table has no row for a message without fields; one that nothing refers to gets a row
   * here, and so shows up as a difference.
   */
  public static Set<String> of(Iterable<FileDescriptor> files) {
    DescriptorRows all = new DescriptorRows();
    files.forEach(all::addFile);
    all.emptyMessages.removeAll(all.referredTypes);
    all.emptyMessages.forEach(
        name -> all.rows.add(words("message", name, "that nothing refers to")));
    return all.rows;
  }

  private void addFile(FileDescriptor file) {
    String path = file.getName();
    rows.add(
        words(
            "file",
            file.getPackage(),
            path.substring(path.lastIndexOf('/') + 1),
            file.toProto().getSyntax()));
    file.getServices().forEach(this::addService);
    file.getEnumTypes().forEach(this::addEnum);
    file.getMessageTypes().forEach(this::addMessage);
  }

  private void addService(ServiceDescriptor service) {
    for (MethodDescriptor method : service.getMethods()) {
      String in =
          (method.isClientStreaming() ? "stream " : "")
              + name(method.getInputType(), service.getFile());
      String out =
          (method.isServerStreaming() ? "stream " : "")
              + name(method.getOutputType(), service.getFile());
      rows.add(words("rpc", service.getFullName(), method.getName(), in + " -> " + out));
    }
  }

  private void addEnum(EnumDescriptor type) {
    for (EnumValueDescriptor value : type.getValues()) {
      rows.add(words("enum", type.getFullName(), value.getName(), "" + value.getNumber()));
    }
  }

  private void addMessage(Descriptor message) {
    message.getEnumTypes().forEach(this::addEnum);
    message.getNestedTypes().forEach(this::addMessage);
    DescriptorProto proto = message.toProto();
    for (DescriptorProto.ReservedRange range : proto.getReservedRangeList()) {
      for (int number = range.getStart(); number < range.getEnd(); number++) {
        rows.add(words("reserved", message.getFullName(), "" + number));
      }
    }
    proto
        .getReservedNameList()
        .forEach(name -> rows.add(words("reserved", message.getFullName(), '"' + name + '"')));
    for (FieldDescriptor field : message.getFields()) {
      rows.add(
          words(
              "field",
              message.getFullName(),
              field.getName(),
              "" + field.getNumber(),
              type(field),
              label(field)));
    }
    if (message.getFields().isEmpty()) {
      emptyMessages.add(message.getFullName());
    }
  }

  private String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> name(field.getMessageType(), field.getFile());
      case ENUM -> name(field.getEnumType(), field.getFile());
      default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  /** The short name inside the package, the full one from elsewhere. */
  private String name(GenericDescriptor type, FileDescriptor from) {
    referredTypes.add(type.getFullName());
    return type.getFile().getPackage().equals(from.getPackage())
        ? type.getName()
        : type.getFullName();
  }

  private static String label(FieldDescriptor field) {
    if (field.isRepeated()) {
      return "repeated";
    }
    if (field.getContainingOneof() != null) {
      return "oneof " + field.getContainingOneof().getName();
    }
    return field.hasPresence() && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
        ? "optional"
        : "";
  }
}
