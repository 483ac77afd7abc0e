package dev.balsa.tools.balsactl;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmResponse;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashKVResponse;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.client.BalsaException;
import dev.balsa.client.NotAllowedException;
import dev.balsa.tools.balsactl.EachMember.Asking;
import dev.balsa.tools.output.Sizes;
import dev.balsa.tools.output.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands {@code balsactl endpoint …}. */
@Command(
    name = "endpoint",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Asks servers one by one.", ""})
final class EndpointCommand extends Group {

  private static final List<String> STATUS =
      List.of(
          "ENDPOINT",
          "ID",
          "VERSION",
          "DB SIZE",
          "IS LEADER",
          "IS LEARNER",
          "RAFT TERM",
          "RAFT INDEX",
          "RAFT APPLIED INDEX",
          "ERRORS");

  @Option(
      names = "--cluster",
      scope = ScopeType.INHERIT,
      description = "Ask every member of the cluster.")
  private boolean cluster;

  @Command(name = "status", description = "Prints how each server is.")
  int status() {
    EachMember members = new EachMember(ctl(), cluster);
    Map<String, StatusResponse> answers =
        members.ask(
            "get the status",
            asking ->
                asking.read(
                    MaintenanceGrpc.getStatusMethod(),
                    StatusRequest.getDefaultInstance(),
                    ctl().flags().commandTimeout()));
    List<List<String>> rows = new ArrayList<>();
    Fields fields = new Fields();
    answers.forEach(
        (endpoint, status) -> {
          rows.add(row(endpoint, status));
          addFields(fields, endpoint, status);
        });
    print(
        Answer.of(() -> json("Status", answers))
            .simple(() -> lines(rows))
            .table(() -> new Table(STATUS, rows))
            .fields(fields));
    return members.exitCode();
  }

  private static List<String> lines(List<List<String>> rows) {
    return rows.stream().map(row -> Octets.of(String.join(", ", row))).toList();
  }

  private static JsonArray json(String name, Map<String, ? extends Message> answers) {
    JsonArray all = new JsonArray();
    answers.forEach(
        (endpoint, answer) -> {
          JsonObject one = new JsonObject();
          one.addProperty("Endpoint", endpoint);
          one.add(name, GoJson.of(answer));
          all.add(one);
        });
    return all;
  }

  private static List<String> row(String endpoint, StatusResponse status) {
    long id = status.getHeader().getMemberId();
    return List.of(
        endpoint,
        Long.toHexString(id),
        status.getVersion(),
        Sizes.text(status.getDbSize()),
        Boolean.toString(status.getLeader() == id),
        Boolean.toString(status.getIsLearner()),
        Long.toUnsignedString(status.getRaftTerm()),
        Long.toUnsignedString(status.getRaftIndex()),
        Long.toUnsignedString(status.getRaftAppliedIndex()),
        String.join(", ", status.getErrorsList()));
  }

  private static void addFields(Fields fields, String endpoint, StatusResponse status) {
    fields
        .header(status.getHeader())
        .quoted("Version", status.getVersion())
        .add("DBSize", status.getDbSize())
        .unsigned("Leader", status.getLeader())
        .add("IsLearner", status.getIsLearner())
        .unsigned("RaftIndex", status.getRaftIndex())
        .unsigned("RaftTerm", status.getRaftTerm())
        .unsigned("RaftAppliedIndex", status.getRaftAppliedIndex())
        .add("Errors", "[" + String.join(" ", status.getErrorsList()) + "]")
        .quoted("Endpoint", endpoint)
        .blank();
  }

  @Command(name = "hashkv", description = "Prints a hash over the history of the keys.")
  int hashKv(
      @Option(names = "--rev", paramLabel = "REVISION", description = "Up to this revision.")
          long revision) {
    EachMember members = new EachMember(ctl(), cluster);
    Map<String, HashKVResponse> answers =
        members.ask(
            "get the hash",
            asking ->
                asking.read(
                    MaintenanceGrpc.getHashKVMethod(),
                    HashKVRequest.newBuilder().setRevision(revision).build(),
                    ctl().flags().commandTimeout()));
    List<List<String>> rows = new ArrayList<>();
    Fields fields = new Fields();
    answers.forEach(
        (endpoint, hash) -> {
          String number = Integer.toUnsignedString(hash.getHash());
          rows.add(List.of(endpoint, number));
          fields.header(hash.getHeader()).quoted("Endpoint", endpoint).add("Hash", number).blank();
        });
    print(
        Answer.of(() -> json("HashKV", answers))
            .simple(() -> lines(rows))
            .table(() -> new Table(List.of("ENDPOINT", "HASH"), rows))
            .fields(fields));
    return members.exitCode();
  }

  /** What came of asking for a key and for alarms. */
  private record Health(String endpoint, boolean healthy, String took, String error) {}

  @Command(
      name = "health",
      description = "Tells whether each server answers a linearizable read and has no alarm.")
  int health() {
    EachMember members = new EachMember(ctl(), cluster);
    List<Health> all = new ArrayList<>();
    members.visit(asking -> all.add(health(asking)));
    Fields fields = new Fields();
    List<List<String>> rows = new ArrayList<>();
    for (Health each : all) {
      fields
          .quoted("Endpoint", each.endpoint)
          .add("Health", each.healthy)
          .add("Took", each.took)
          .add("Error", each.error)
          .blank();
      rows.add(List.of(each.endpoint, Boolean.toString(each.healthy), each.took, each.error));
    }
    print(
        Answer.of(() -> healthJson(all))
            .simple(List::of)
            .table(() -> new Table(List.of("ENDPOINT", "HEALTH", "TOOK", "ERROR"), rows))
            .fields(fields));
    if (ctl().flags().format() == Answer.Format.simple) {
      // As etcdctl does it: good news come this way too.
      all.stream().map(this::line).forEach(terminal()::complain);
    }
    if (!all.stream().allMatch(Health::healthy)) {
      throw new Complaint(Complaint.FAILED, "unhealthy cluster");
    }
    return 0;
  }

  private String line(Health health) {
    return health.endpoint
        + " is "
        + (health.healthy
            ? terminal().coloured(Terminal.Colour.GOOD, "healthy")
                + ": successfully committed proposal: took = "
                + health.took
            : terminal().coloured(Terminal.Colour.BAD, "unhealthy")
                + ": failed to commit proposal: "
                + health.error);
  }

  private static JsonArray healthJson(List<Health> all) {
    JsonArray json = new JsonArray();
    for (Health each : all) {
      JsonObject one = new JsonObject();
      one.addProperty("endpoint", each.endpoint);
      one.addProperty("health", each.healthy);
      one.addProperty("took", each.took);
      if (!each.error.isEmpty()) {
        one.addProperty("error", each.error);
      }
      json.add(one);
    }
    return json;
  }

  private Health health(Asking asking) {
    long begin = System.nanoTime();
    Duration timeout = ctl().flags().commandTimeout();
    String error = "";
    try {
      var unused =
          asking.read(
              KVGrpc.getRangeMethod(),
              RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("health")).build(),
              timeout);
      error = alarms(asking, timeout);
    } catch (NotAllowedException fine) {
      // Who may not read the key was told so by consensus.
      error = "";
    } catch (BalsaException e) {
      error = e.getMessage();
    }
    String took = took(System.nanoTime() - begin);
    return new Health(asking.endpoint(), error.isEmpty(), took, error);
  }

  private static String alarms(Asking asking, Duration timeout) {
    AlarmResponse response =
        asking.read(
            MaintenanceGrpc.getAlarmMethod(),
            AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build(),
            timeout);
    List<String> names =
        response.getAlarmsList().stream().map(each -> each.getAlarm().toString()).toList();
    return names.isEmpty() ? "" : "Active Alarm(s): " + String.join(", ", names);
  }

  /** As Go prints durations. */
  static String took(long nanos) {
    if (nanos >= 1_000_000_000) {
      return trimmed(nanos / 1e9) + "s";
    }
    return nanos >= 1_000_000 ? trimmed(nanos / 1e6) + "ms" : trimmed(nanos / 1e3) + "µs";
  }

  private static String trimmed(double number) {
    return java.math.BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
