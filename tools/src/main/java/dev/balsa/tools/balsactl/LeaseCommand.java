package dev.balsa.tools.balsactl;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrantResponse;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseLeasesResponse;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LeaseRevokeResponse;
import dev.balsa.api.LeaseStatus;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.api.ResponseHeader;
import dev.balsa.client.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code balsactl lease …}. Ids are hexadecimal. */
@Command(
    name = "lease",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Leases: keys that go when their owner does not renew them.", ""})
final class LeaseCommand extends Group {

  private static final int RENEWALS_A_TTL = 3;

  @Command(name = "grant", description = "Makes a lease that lives for TTL seconds.")
  int grant(@Parameters(paramLabel = "TTL", arity = "0..*") List<String> arguments) {
    exactly(1, arguments, "lease grant command needs TTL argument");
    long ttl = number(arguments.get(0), "bad TTL");
    LeaseGrantResponse response =
        write(LeaseGrpc.getLeaseGrantMethod(), LeaseGrantRequest.newBuilder().setTTL(ttl).build());
    return print(
        Answer.of(response)
            .simple(
                String.format(
                    Locale.ROOT,
                    "lease %016x granted with TTL(%ds)",
                    response.getID(),
                    response.getTTL()))
            .fields(
                Fields.of(response.getHeader())
                    .add("ID", response.getID())
                    .add("TTL", response.getTTL()))
            .json(
                () -> {
                  JsonObject json = withHeader(response.getHeader());
                  json.addProperty("ID", response.getID());
                  json.addProperty("TTL", response.getTTL());
                  json.addProperty("Error", response.getError());
                  return json;
                }));
  }

  /** As etcdctl's answers about leases begin: the header's numbers without a name of their own. */
  private static JsonObject withHeader(ResponseHeader header) {
    return GoJson.of(header);
  }

  @Command(name = "revoke", description = "Ends a lease and removes its keys.")
  int revoke(@Parameters(paramLabel = "ID", arity = "0..*") List<String> arguments) {
    exactly(1, arguments, "lease revoke command needs 1 argument");
    long id = hexId(arguments.get(0), "lease ID arg");
    try {
      LeaseRevokeResponse response =
          write(
              LeaseGrpc.getLeaseRevokeMethod(), LeaseRevokeRequest.newBuilder().setID(id).build());
      return print(
          Answer.of(response)
              .simple(String.format(Locale.ROOT, "lease %016x revoked", id))
              .fields(Fields.of(response.getHeader())));
    } catch (InvalidRequestException e) {
      throw refused("failed to revoke lease", e);
    }
  }

  @Command(name = "timetolive", description = "Prints how long a lease lives.")
  int timeToLive(
      @Parameters(paramLabel = "ID", arity = "0..*") List<String> arguments,
      @Option(names = "--keys", description = "Print its keys too.") boolean keys) {
    exactly(1, arguments, "lease timetolive command needs lease ID as argument");
    long id = hexId(arguments.get(0), "lease ID arg");
    LeaseTimeToLiveResponse response =
        read(
            LeaseGrpc.getLeaseTimeToLiveMethod(),
            LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build());
    return print(
        Answer.of(response)
            .simple(timeToLive(response, keys))
            .fields(timeToLiveFields(response))
            .json(() -> timeToLiveJson(response)));
  }

  private static String timeToLive(LeaseTimeToLiveResponse response, boolean keys) {
    if (response.getTTL() == -1) {
      return String.format(Locale.ROOT, "lease %016x already expired", response.getID());
    }
    String text =
        String.format(
            Locale.ROOT,
            "lease %016x granted with TTL(%ds), remaining(%ds)",
            response.getID(),
            response.getGrantedTTL(),
            response.getTTL());
    List<String> names = response.getKeysList().stream().map(Octets::of).toList();
    return keys ? text + ", attached keys([" + String.join(" ", names) + "])" : text;
  }

  private static Fields timeToLiveFields(LeaseTimeToLiveResponse response) {
    Fields fields =
        Fields.of(response.getHeader())
            .add("ID", response.getID())
            .add("TTL", response.getTTL())
            .add("GrantedTTL", response.getGrantedTTL());
    response.getKeysList().forEach(each -> fields.quoted("Key", each));
    return fields;
  }

  private static JsonObject timeToLiveJson(LeaseTimeToLiveResponse response) {
    JsonObject json = withHeader(response.getHeader());
    json.addProperty("id", response.getID());
    json.addProperty("ttl", response.getTTL());
    json.addProperty("granted-ttl", response.getGrantedTTL());
    JsonArray keys = new JsonArray();
    for (ByteString each : response.getKeysList()) {
      keys.add(GoJson.base64(each));
    }
    json.add("keys", keys.isEmpty() ? JsonNull.INSTANCE : keys);
    return json;
  }

  @Command(name = "list", description = "Prints all leases.")
  int list() {
    LeaseLeasesResponse response =
        read(LeaseGrpc.getLeaseLeasesMethod(), LeaseLeasesRequest.getDefaultInstance());
    Fields fields = Fields.of(response.getHeader());
    List<String> lines = new ArrayList<>();
    lines.add("found " + response.getLeasesCount() + " leases");
    for (LeaseStatus each : response.getLeasesList()) {
      fields.add("ID", each.getID());
      lines.add(String.format(Locale.ROOT, "%016x", each.getID()));
    }
    return print(
        Answer.of(response)
            .simple(() -> lines)
            .fields(fields)
            .json(
                () -> {
                  JsonObject json = withHeader(response.getHeader());
                  JsonArray leases = new JsonArray();
                  for (LeaseStatus each : response.getLeasesList()) {
                    JsonObject lease = new JsonObject();
                    lease.add("id", new JsonPrimitive(each.getID()));
                    leases.add(lease);
                  }
                  json.add("leases", leases);
                  return json;
                }));
  }

  @Command(
      name = "keep-alive",
      description = "Renews a lease again and again, until it is stopped or the lease is gone.")
  int keepAlive(
      @Parameters(paramLabel = "ID", arity = "0..*") List<String> arguments,
      @Option(names = "--once", description = "Renew it once.") boolean once) {
    exactly(1, arguments, "lease keep-alive command needs lease ID as argument");
    long id = hexId(arguments.get(0), "lease ID arg");
    long ttl = renew(id);
    if (once && ttl <= 0) {
      throw new Complaint(Complaint.BAD_CONNECTION, "etcdserver: requested lease not found");
    }
    boolean on = !once;
    while (on && ttl > 0) {
      on = pause(Math.max(1, ttl * 1_000 / RENEWALS_A_TTL));
      ttl = on ? renew(id) : ttl;
    }
    if (ttl <= 0) {
      terminal().println(String.format(Locale.ROOT, "lease %016x expired or revoked.", id));
    }
    return 0;
  }

  /** The seconds it lives now; not positive if it is gone. */
  private long renew(long id) {
    LeaseKeepAliveResponse response =
        write(
            LeaseGrpc.getLeaseKeepAliveMethod(),
            LeaseKeepAliveRequest.newBuilder().setID(id).build());
    if (response.getTTL() > 0) {
      ctl()
          .print(
              Answer.of(response)
                  .simple(
                      String.format(
                          Locale.ROOT,
                          "lease %016x keepalived with TTL(%d)",
                          id,
                          response.getTTL()))
                  .fields(
                      Fields.of(response.getHeader())
                          .add("ID", response.getID())
                          .add("TTL", response.getTTL()))
                  .json(
                      () -> {
                        JsonObject json = withHeader(response.getHeader());
                        json.addProperty("ID", response.getID());
                        json.addProperty("TTL", response.getTTL());
                        return json;
                      }));
    }
    return response.getTTL();
  }

  /** Waits; whether to go on. */
  private boolean pause(long millis) {
    try {
      terminal().interrupted().get(millis, TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
