package dev.balsa.tools.balsactl;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.KeyValue;
import dev.balsa.api.ResponseOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code balsactl txn}. */
@Command(
    name = "txn",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Reads a transaction from the standard input: conditions, what to do if all hold, and what to"
          + " do if not; an empty line ends each part.",
      ""
    },
    footer = {
      "",
      "  value(\"greeting\") = \"hello\"        also create, mod, version, lease; =, !=, <, >",
      "",
      "  put state ready",
      "  get greeting",
      "",
      "  del state",
      ""
    })
final class TxnCommand extends Group {

  @Option(
      names = {"-i", "--interactive"},
      description = "Say which part comes next.")
  private boolean interactive;

  @Override
  public Integer call() {
    TxnText text = new TxnText();
    TxnRequest.Builder request = TxnRequest.newBuilder();
    section("compares:", line -> request.addCompare(text.compare(line)));
    section("success requests (get, put, del):", line -> request.addSuccess(text.request(line)));
    section("failure requests (get, put, del):", line -> request.addFailure(text.request(line)));
    TxnResponse response = write(KVGrpc.getTxnMethod(), request.build());
    return print(Answer.of(response).simple(() -> simple(response)).fields(fields(response)));
  }

  /** Takes lines until an empty one. */
  private void section(String title, java.util.function.Consumer<String> take) {
    if (interactive) {
      terminal().println(title);
    }
    for (String line = terminal().readLine(); ; line = terminal().readLine()) {
      if (line == null || line.isBlank()) {
        return;
      }
      take.accept(line.strip());
    }
  }

  private List<String> simple(TxnResponse response) {
    List<String> lines = new ArrayList<>();
    lines.add(response.getSucceeded() ? "SUCCESS" : "FAILURE");
    for (ResponseOp each : response.getResponsesList()) {
      lines.add("");
      switch (each.getResponseCase()) {
        case RESPONSE_PUT -> {
          lines.add("OK");
          if (each.getResponsePut().hasPrevKv()) {
            add(lines, each.getResponsePut().getPrevKv());
          }
        }
        case RESPONSE_RANGE -> each.getResponseRange().getKvsList().forEach(kv -> add(lines, kv));
        case RESPONSE_DELETE_RANGE -> {
          lines.add(Long.toString(each.getResponseDeleteRange().getDeleted()));
          each.getResponseDeleteRange().getPrevKvsList().forEach(kv -> add(lines, kv));
        }
        case RESPONSE_TXN -> lines.addAll(simple(each.getResponseTxn()));
        default -> throw new Complaint(Complaint.FAILED, "unknown answer: " + each);
      }
    }
    return lines;
  }

  private void add(List<String> lines, KeyValue kv) {
    lines.add(shown(kv.getKey()));
    lines.add(shown(kv.getValue()));
  }

  private static Fields fields(TxnResponse response) {
    Fields fields = Fields.of(response.getHeader()).add("Succeeded", response.getSucceeded());
    for (ResponseOp each : response.getResponsesList()) {
      switch (each.getResponseCase()) {
        case RESPONSE_PUT -> PutCommand.fields(fields, each.getResponsePut());
        case RESPONSE_RANGE -> GetCommand.fields(fields, each.getResponseRange());
        case RESPONSE_DELETE_RANGE -> DelCommand.fields(fields, each.getResponseDeleteRange());
        default -> throw new Complaint(Complaint.FAILED, "unknown answer: " + each);
      }
    }
    return fields;
  }
}
