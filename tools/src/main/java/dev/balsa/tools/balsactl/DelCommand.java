package dev.balsa.tools.balsactl;

import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.DeleteRangeResponse;
import dev.balsa.api.KVGrpc;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl del}. */
@Command(
    name = "del",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Removes a key, or the keys of a range [key, range_end), and prints how many.",
      ""
    })
final class DelCommand extends Group {

  @Parameters(paramLabel = "KEY [RANGE_END]", description = "The key, or the ends of a range.")
  private List<String> arguments;

  @Option(names = "--prefix", description = "All keys that begin so.")
  private boolean prefix;

  @Option(names = "--from-key", description = "All keys from this one on.")
  private boolean fromKey;

  @Option(names = "--prev-kv", description = "Print what was removed.")
  private boolean previous;

  @Override
  public Integer call() {
    Ranges range = Ranges.of("del", orEmpty(arguments), prefix, fromKey);
    DeleteRangeResponse response =
        write(
            KVGrpc.getDeleteRangeMethod(),
            DeleteRangeRequest.newBuilder()
                .setKey(range.key())
                .setRangeEnd(range.end())
                .setPrevKv(previous)
                .build());
    return print(
        Answer.of(response).simple(() -> simple(response)).fields(fields(new Fields(), response)));
  }

  private List<String> simple(DeleteRangeResponse response) {
    List<String> lines = new ArrayList<>(List.of(Long.toString(response.getDeleted())));
    response
        .getPrevKvsList()
        .forEach(kv -> lines.addAll(List.of(shown(kv.getKey()), shown(kv.getValue()))));
    return lines;
  }

  static Fields fields(Fields fields, DeleteRangeResponse response) {
    fields.header(response.getHeader()).add("Deleted", response.getDeleted());
    response.getPrevKvsList().forEach(kv -> fields.keyValue("Prev", kv));
    return fields;
  }
}
