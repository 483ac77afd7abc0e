package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleAddRequest;
import dev.balsa.api.AuthRoleAddResponse;
import dev.balsa.api.AuthRoleDeleteRequest;
import dev.balsa.api.AuthRoleDeleteResponse;
import dev.balsa.api.AuthRoleGetRequest;
import dev.balsa.api.AuthRoleGetResponse;
import dev.balsa.api.AuthRoleGrantPermissionRequest;
import dev.balsa.api.AuthRoleGrantPermissionResponse;
import dev.balsa.api.AuthRoleListRequest;
import dev.balsa.api.AuthRoleListResponse;
import dev.balsa.api.AuthRoleRevokePermissionRequest;
import dev.balsa.api.AuthRoleRevokePermissionResponse;
import dev.balsa.api.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code balsactl role …}. */
@Command(
    name = "role",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Roles, which may read and write keys.", ""})
final class RoleCommand extends Group {

  @Command(name = "add", description = "Adds a role.")
  int add(@Parameters(paramLabel = "NAME", arity = "0..*") List<String> arguments) {
    exactly(1, arguments, "role add command requires role name as its argument");
    AuthRoleAddResponse response =
        write(
            AuthGrpc.getRoleAddMethod(),
            AuthRoleAddRequest.newBuilder().setName(arguments.get(0)).build());
    return print(
        Answer.of(response)
            .simple(Octets.of("Role " + arguments.get(0) + " created"))
            .fields(Fields.of(response.getHeader())));
  }

  @Command(name = "delete", description = "Removes a role.")
  int delete(@Parameters(paramLabel = "NAME", arity = "0..*") List<String> arguments) {
    exactly(1, arguments, "role delete command requires role name as its argument");
    AuthRoleDeleteResponse response =
        write(
            AuthGrpc.getRoleDeleteMethod(),
            AuthRoleDeleteRequest.newBuilder().setRole(arguments.get(0)).build());
    return print(
        Answer.of(response)
            .simple(Octets.of("Role " + arguments.get(0) + " deleted"))
            .fields(Fields.of(response.getHeader())));
  }

  @Command(name = "list", description = "Prints all roles.")
  int list() {
    AuthRoleListResponse response =
        read(AuthGrpc.getRoleListMethod(), AuthRoleListRequest.getDefaultInstance());
    Fields fields = Fields.of(response.getHeader());
    String names = String.join(" ", response.getRolesList().stream().map(Octets::quoted).toList());
    return print(
        Answer.of(response)
            .simple(() -> response.getRolesList().stream().map(Octets::of).toList())
            .fields(fields.add("Roles", names)));
  }

  @Command(name = "get", description = "Prints what a role may do.")
  int get(@Parameters(paramLabel = "NAME", arity = "0..*") List<String> arguments) {
    exactly(1, arguments, "role get command requires role name as its argument");
    AuthRoleGetResponse response =
        read(
            AuthGrpc.getRoleGetMethod(),
            AuthRoleGetRequest.newBuilder().setRole(arguments.get(0)).build());
    Fields fields = Fields.of(response.getHeader());
    for (Permission each : response.getPermList()) {
      fields
          .add("PermType", " " + each.getPermType())
          .quoted("Key", each.getKey())
          .quoted("RangeEnd", each.getRangeEnd());
    }
    return print(
        Answer.of(response).simple(() -> lines(arguments.get(0), response)).fields(fields));
  }

  /** A role for people: what it may read, then what it may write. */
  static List<String> lines(String role, AuthRoleGetResponse response) {
    List<String> lines = new ArrayList<>(List.of(Octets.of("Role " + role), "KV Read:"));
    for (Permission each : response.getPermList()) {
      if (each.getPermType() != Permission.Type.WRITE) {
        lines.add("\t" + keys(each));
      }
    }
    lines.add("KV Write:");
    for (Permission each : response.getPermList()) {
      if (each.getPermType() != Permission.Type.READ) {
        lines.add("\t" + keys(each));
      }
    }
    return lines;
  }

  private static String keys(Permission permission) {
    ByteString end = permission.getRangeEnd();
    if (end.isEmpty()) {
      return Octets.of(permission.getKey());
    }
    Ranges range = new Ranges(permission.getKey(), end);
    boolean prefix = Ranges.prefix(permission.getKey()).equals(range) && !range.isOpen();
    return range(range) + (prefix ? " (prefix " + Octets.of(permission.getKey()) + ")" : "");
  }

  private static String range(Ranges range) {
    String end = range.isOpen() ? "<open ended>" : Octets.of(range.end()) + ")";
    return "[" + Octets.of(range.key()) + ", " + end;
  }

  private static Ranges range(List<String> words, boolean prefix, boolean fromKey) {
    if (prefix && fromKey) {
      throw new Complaint(
          Complaint.BAD_ARGS, "--from-key and --prefix flags are mutually exclusive");
    }
    if (words.size() == 2 && (prefix || fromKey)) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "unexpected endkey argument with " + (prefix ? "--prefix" : "--from-key") + " flag");
    }
    return Ranges.of("role", words, prefix, fromKey);
  }

  @Command(
      name = "grant-permission",
      description = "Lets a role read, write or readwrite a key or the keys of a range.")
  int grant(
      @Parameters(paramLabel = "NAME TYPE KEY [END]", arity = "0..*") List<String> arguments,
      @Option(names = "--prefix", description = "All keys that begin so.") boolean prefix,
      @Option(names = "--from-key", description = "All keys from this one on.") boolean fromKey) {
    if (orEmpty(arguments).size() < 3 || arguments.size() > 4) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "role grant command requires role name, permission type, and key [endkey] as its"
              + " argument");
    }
    Permission.Type type = type(arguments.get(1));
    Ranges range = range(arguments.subList(2, arguments.size()), prefix, fromKey);
    AuthRoleGrantPermissionResponse response =
        write(
            AuthGrpc.getRoleGrantPermissionMethod(),
            AuthRoleGrantPermissionRequest.newBuilder()
                .setName(arguments.get(0))
                .setPerm(
                    Permission.newBuilder()
                        .setPermType(type)
                        .setKey(range.key())
                        .setRangeEnd(range.end()))
                .build());
    return print(
        Answer.of(response)
            .simple(Octets.of("Role " + arguments.get(0) + " updated"))
            .fields(Fields.of(response.getHeader())));
  }

  private static Permission.Type type(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "read" -> Permission.Type.READ;
      case "write" -> Permission.Type.WRITE;
      case "readwrite" -> Permission.Type.READWRITE;
      default -> throw new Complaint(Complaint.BAD_ARGS, "invalid permission type: " + text);
    };
  }

  @Command(
      name = "revoke-permission",
      description = "Takes a permission away, named by exactly the keys it was granted for.")
  int revoke(
      @Parameters(paramLabel = "NAME KEY [END]", arity = "0..*") List<String> arguments,
      @Option(names = "--prefix", description = "All keys that begin so.") boolean prefix,
      @Option(names = "--from-key", description = "All keys from this one on.") boolean fromKey) {
    if (orEmpty(arguments).size() < 2 || arguments.size() > 3) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "role revoke-permission command requires role name and key [endkey] as its argument");
    }
    Ranges range = range(arguments.subList(1, arguments.size()), prefix, fromKey);
    AuthRoleRevokePermissionResponse response =
        write(
            AuthGrpc.getRoleRevokePermissionMethod(),
            AuthRoleRevokePermissionRequest.newBuilder()
                .setRole(arguments.get(0))
                .setKey(range.key())
                .setRangeEnd(range.end())
                .build());
    String what = range.end().isEmpty() ? "key " + Octets.of(range.key()) : "range " + range(range);
    return print(
        Answer.of(response)
            .simple(
                "Permission of " + what + " is revoked from role " + Octets.of(arguments.get(0)))
            .fields(Fields.of(response.getHeader())));
  }
}
