package dev.balsa.tools.balsactl;

import com.google.gson.JsonElement;
import com.google.protobuf.Message;
import dev.balsa.tools.output.Table;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a command has to say, in each form it can be said. A value: each method returns another one.
 * What no method was called for is not supported.
 */
record Answer(
    Message message,
    Supplier<List<String>> simple,
    Supplier<List<String>> fields,
    Supplier<JsonElement> json,
    Supplier<Table> table) {

  /** A message of a server; its JSON form follows from it. */
  static Answer of(Message message) {
    return new Answer(message, null, null, () -> GoJson.of(message), null);
  }

  /** Something that is not one message. */
  static Answer of(Supplier<JsonElement> json) {
    return new Answer(null, null, null, json, null);
  }

  /** Just this line, whatever the format. */
  static Answer line(String octets) {
    return new Answer(null, () -> List.of(octets), null, null, null);
  }

  /** In lines of octets. */
  Answer simple(Supplier<List<String>> lines) {
    return new Answer(message, lines, fields, json, table);
  }

  /** In one line of octets. */
  Answer simple(String octets) {
    return simple(() -> List.of(octets));
  }

  Answer fields(Fields lines) {
    return new Answer(message, simple, lines::lines, json, table);
  }

  Answer json(Supplier<JsonElement> other) {
    return new Answer(message, simple, fields, other, table);
  }

  Answer table(Supplier<Table> rows) {
    return new Answer(message, simple, fields, json, rows);
  }

  void print(Terminal terminal, Format format) {
    switch (format) {
      case simple -> supported(simple, format).get().forEach(terminal::println);
      case fields -> supported(fields, format).get().forEach(terminal::println);
      case json -> terminal.println(Octets.of(GoJson.text(supported(json, format).get())));
      case table ->
          supported(table, format).get().lines().forEach(each -> terminal.println(Octets.of(each)));
      case protobuf -> {
        if (message == null) {
          throw unsupported(format);
        }
        terminal.print(message.toByteArray());
      }
    }
  }

  private static <T> Supplier<T> supported(Supplier<T> form, Format format) {
    if (form == null) {
      throw unsupported(format);
    }
    return form;
  }

  private static Complaint unsupported(Format format) {
    return new Complaint(Complaint.BAD_FEATURE, format + " not supported as output format");
  }

  /** How answers are printed; the names are what users type. */
  enum Format {
    fields,
    json,
    protobuf,
    simple,
    table
  }
}
