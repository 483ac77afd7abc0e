package dev.balsa.tools.balsactl;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.KeyValue;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl get}. */
@Command(
    name = "get",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Prints a key, or the keys of a range [key, range_end).", ""})
final class GetCommand extends Group {

  @Parameters(paramLabel = "KEY [RANGE_END]", description = "The key, or the ends of a range.")
  private List<String> arguments;

  @Option(names = "--prefix", description = "All keys that begin so.")
  private boolean prefix;

  @Option(names = "--from-key", description = "All keys from this one on.")
  private boolean fromKey;

  @Option(names = "--rev", paramLabel = "REVISION", description = "As they were at a revision.")
  private long revision;

  @Option(names = "--limit", paramLabel = "COUNT", description = "At most so many.")
  private long limit;

  @Option(names = "--order", paramLabel = "ORDER", description = "ASCEND or DESCEND.")
  private String order = "";

  @Option(
      names = "--sort-by",
      paramLabel = "WHAT",
      description = "CREATE, KEY, MODIFY, VALUE or VERSION.")
  private String sortBy = "";

  @Option(
      names = "--consistency",
      paramLabel = "l|s",
      defaultValue = "l",
      description =
          "Linearizable: nothing acknowledged is missing (the default); or serializable: what this"
              + " member has.")
  private String consistency;

  @Option(names = "--keys-only", description = "No values.")
  private boolean keysOnly;

  @Option(names = "--count-only", description = "Only how many there are (with -w fields or json).")
  private boolean countOnly;

  @Option(names = "--print-value-only", description = "No keys, with the simple format.")
  private boolean valueOnly;

  @Override
  public Integer call() {
    RangeResponse response = read(KVGrpc.getRangeMethod(), request());
    return print(
        Answer.of(response).simple(() -> simple(response)).fields(fields(new Fields(), response)));
  }

  private RangeRequest request() {
    Ranges range = Ranges.of("get", orEmpty(arguments), prefix, fromKey);
    RangeRequest.Builder request =
        RangeRequest.newBuilder()
            .setKey(range.key())
            .setRangeEnd(range.end())
            .setRevision(revision)
            .setLimit(limit)
            .setKeysOnly(keysOnly)
            .setCountOnly(countOnly)
            .setSortTarget(target())
            .setSortOrder(sortOrder());
    switch (consistency) {
      case "l" -> {}
      case "s" -> request.setSerializable(true);
      default -> throw unknown("unknown consistency flag \"" + consistency + "\"");
    }
    return request.build();
  }

  private RangeRequest.SortOrder sortOrder() {
    return switch (order.toUpperCase(Locale.ROOT)) {
      case "" -> RangeRequest.SortOrder.NONE;
      case "ASCEND" -> RangeRequest.SortOrder.ASCEND;
      case "DESCEND" -> RangeRequest.SortOrder.DESCEND;
      default -> throw unknown("bad sort order " + order);
    };
  }

  private RangeRequest.SortTarget target() {
    return switch (sortBy.toUpperCase(Locale.ROOT)) {
      case "", "KEY" -> RangeRequest.SortTarget.KEY;
      case "CREATE" -> RangeRequest.SortTarget.CREATE;
      case "MODIFY" -> RangeRequest.SortTarget.MOD;
      case "VALUE" -> RangeRequest.SortTarget.VALUE;
      case "VERSION" -> RangeRequest.SortTarget.VERSION;
      default -> throw unknown("bad sort target " + sortBy);
    };
  }

  private static Complaint unknown(String what) {
    return new Complaint(Complaint.BAD_FEATURE, what);
  }

  private List<String> simple(RangeResponse response) {
    List<String> lines = new ArrayList<>();
    if (countOnly) {
      lines.add(Long.toString(response.getCount()));
    }
    for (KeyValue kv : response.getKvsList()) {
      if (!valueOnly) {
        lines.add(shown(kv.getKey()));
      }
      lines.add(shown(kv.getValue()));
    }
    return lines;
  }

  static Fields fields(Fields fields, RangeResponse response) {
    fields.header(response.getHeader());
    response.getKvsList().forEach(kv -> fields.keyValue("", kv));
    return fields.add("More", response.getMore()).add("Count", response.getCount());
  }
}
