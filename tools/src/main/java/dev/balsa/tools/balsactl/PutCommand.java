package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.KeyValue;
import dev.balsa.api.PutRequest;
import dev.balsa.api.PutResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl put}. */
@Command(
    name = "put",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Stores a value. Without a value it is read from the standard input, to its end. A value that"
          + " begins with - goes behind --.",
      ""
    })
final class PutCommand extends Group {

  static final String ARGUMENTS =
      "put command needs 1 argument and input from stdin or 2 arguments";

  @Parameters(paramLabel = "KEY [VALUE]", description = "What to store where.")
  private List<String> arguments;

  @Option(names = "--lease", paramLabel = "ID", description = "Remove the key with this lease.")
  private String lease = "0";

  @Option(names = "--prev-kv", description = "Print what was there before.")
  private boolean previous;

  @Option(names = "--ignore-value", description = "Keep the value, which must be there.")
  private boolean ignoreValue;

  @Option(names = "--ignore-lease", description = "Keep the lease of the key, which must be there.")
  private boolean ignoreLease;

  @Override
  public Integer call() {
    PutResponse response = write(KVGrpc.getPutMethod(), request());
    return print(
        Answer.of(response).simple(() -> simple(response)).fields(fields(new Fields(), response)));
  }

  private PutRequest request() {
    List<String> given = orEmpty(arguments);
    if (given.isEmpty() || given.size() > 2) {
      throw new Complaint(Complaint.BAD_ARGS, ARGUMENTS);
    }
    if (ignoreValue && given.size() > 1) {
      throw new Complaint(
          Complaint.BAD_ARGS, "put command needs only 1 argument when 'ignore-value' is set");
    }
    return PutRequest.newBuilder()
        .setKey(bytes(given.get(0)))
        .setValue(value(given))
        .setLease(hexId(lease, "lease ID"))
        .setPrevKv(previous)
        .setIgnoreValue(ignoreValue)
        .setIgnoreLease(ignoreLease)
        .build();
  }

  private ByteString value(List<String> given) {
    if (ignoreValue) {
      return ByteString.EMPTY;
    }
    return given.size() == 2
        ? bytes(given.get(1))
        : ByteString.copyFrom(terminal().readAll(), StandardCharsets.ISO_8859_1);
  }

  private List<String> simple(PutResponse response) {
    if (!response.hasPrevKv()) {
      return List.of("OK");
    }
    KeyValue before = response.getPrevKv();
    return List.of("OK", shown(before.getKey()), shown(before.getValue()));
  }

  static Fields fields(Fields fields, PutResponse response) {
    fields.header(response.getHeader());
    return response.hasPrevKv() ? fields.keyValue("Prev", response.getPrevKv()) : fields;
  }
}
