package dev.balsa.tools.balsactl;

import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleGetRequest;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserAddResponse;
import dev.balsa.api.AuthUserChangePasswordRequest;
import dev.balsa.api.AuthUserChangePasswordResponse;
import dev.balsa.api.AuthUserDeleteRequest;
import dev.balsa.api.AuthUserDeleteResponse;
import dev.balsa.api.AuthUserGetRequest;
import dev.balsa.api.AuthUserGetResponse;
import dev.balsa.api.AuthUserGrantRoleRequest;
import dev.balsa.api.AuthUserGrantRoleResponse;
import dev.balsa.api.AuthUserListRequest;
import dev.balsa.api.AuthUserListResponse;
import dev.balsa.api.AuthUserRevokeRoleRequest;
import dev.balsa.api.AuthUserRevokeRoleResponse;
import dev.balsa.api.UserAddOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code balsactl user …}. */
@Command(
    name = "user",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Users, who have roles.", ""})
final class UserCommand extends Group {

  @Command(name = "add", description = "Adds a user; asks for the password if it is not given.")
  int add(
      @Parameters(paramLabel = "NAME[:PASSWORD]", arity = "0..*") List<String> arguments,
      @Option(names = "--new-user-password", paramLabel = "PASSWORD") String given,
      @Option(names = "--no-password", description = "Known by a certificate alone.")
          boolean without,
      @Option(names = "--interactive", negatable = true, defaultValue = "true", hidden = true)
          boolean interactive) {
    exactly(1, arguments, "user add command requires user name as its argument");
    String argument = arguments.get(0);
    int colon = without || given != null ? -1 : argument.indexOf(':');
    String name = colon < 0 ? argument : argument.substring(0, colon);
    if (name.isEmpty()) {
      throw new Complaint(Complaint.BAD_ARGS, "empty user name is not allowed");
    }
    String password = "";
    if (!without) {
      password =
          given != null ? given : colon < 0 ? newPassword(name) : argument.substring(colon + 1);
    }
    AuthUserAddResponse response =
        write(
            AuthGrpc.getUserAddMethod(),
            AuthUserAddRequest.newBuilder()
                .setName(name)
                .setPassword(password)
                .setOptions(UserAddOptions.newBuilder().setNoPassword(without))
                .build());
    return print(Answer.of(response).simple(Octets.of("User " + name + " created")));
  }

  /** Asks twice where what is typed cannot be seen. */
  private String newPassword(String user) {
    String password = terminal().password("Password of " + user + ": ");
    if (terminal().canHidePasswords()
        && !password.equals(terminal().password("Type password of " + user + " again: "))) {
      throw new Complaint(Complaint.BAD_ARGS, "given passwords are different");
    }
    return password;
  }

  @Command(name = "delete", description = "Removes a user.")
  int delete(@Parameters(paramLabel = "NAME", arity = "0..*") List<String> arguments) {
    exactly(1, arguments, "user delete command requires user name as its argument");
    AuthUserDeleteResponse response =
        write(
            AuthGrpc.getUserDeleteMethod(),
            AuthUserDeleteRequest.newBuilder().setName(arguments.get(0)).build());
    return print(Answer.of(response).simple(Octets.of("User " + arguments.get(0) + " deleted")));
  }

  @Command(name = "get", description = "Prints the roles of a user.")
  int get(
      @Parameters(paramLabel = "NAME", arity = "0..*") List<String> arguments,
      @Option(names = "--detail", description = "And what each role may do.") boolean detail) {
    exactly(1, arguments, "user get command requires user name as its argument");
    String name = arguments.get(0);
    AuthUserGetResponse response =
        read(AuthGrpc.getUserGetMethod(), AuthUserGetRequest.newBuilder().setName(name).build());
    List<String> lines = new ArrayList<>(List.of(Octets.of("User: " + name)));
    if (detail) {
      for (String role : response.getRolesList()) {
        lines.add("");
        lines.addAll(
            RoleCommand.lines(
                role,
                read(
                    AuthGrpc.getRoleGetMethod(),
                    AuthRoleGetRequest.newBuilder().setRole(role).build())));
      }
    } else {
      lines.add(Octets.of("Roles: " + String.join(" ", response.getRolesList())).stripTrailing());
    }
    return print(Answer.of(response).simple(() -> lines));
  }

  @Command(name = "list", description = "Prints all users.")
  int list() {
    AuthUserListResponse response =
        read(AuthGrpc.getUserListMethod(), AuthUserListRequest.getDefaultInstance());
    return print(
        Answer.of(response)
            .simple(() -> response.getUsersList().stream().map(Octets::of).toList()));
  }

  @Command(name = "passwd", description = "Gives a user another password, which is asked for.")
  int password(
      @Parameters(paramLabel = "NAME", arity = "0..*") List<String> arguments,
      @Option(names = "--interactive", negatable = true, defaultValue = "true", hidden = true)
          boolean interactive) {
    exactly(1, arguments, "user passwd command requires user name as its argument");
    AuthUserChangePasswordResponse response =
        write(
            AuthGrpc.getUserChangePasswordMethod(),
            AuthUserChangePasswordRequest.newBuilder()
                .setName(arguments.get(0))
                .setPassword(newPassword(arguments.get(0)))
                .build());
    return print(Answer.of(response).simple("Password updated"));
  }

  @Command(name = "grant-role", description = "Gives a user a role.")
  int grantRole(@Parameters(paramLabel = "NAME ROLE", arity = "0..*") List<String> arguments) {
    exactly(2, arguments, "user grant command requires user name and role name as its argument");
    AuthUserGrantRoleResponse response =
        write(
            AuthGrpc.getUserGrantRoleMethod(),
            AuthUserGrantRoleRequest.newBuilder()
                .setUser(arguments.get(0))
                .setRole(arguments.get(1))
                .build());
    return print(
        Answer.of(response)
            .simple(
                Octets.of("Role " + arguments.get(1) + " is granted to user " + arguments.get(0))));
  }

  @Command(name = "revoke-role", description = "Takes a role from a user.")
  int revokeRole(@Parameters(paramLabel = "NAME ROLE", arity = "0..*") List<String> arguments) {
    exactly(2, arguments, "user revoke-role requires user name and role name as its argument");
    AuthUserRevokeRoleResponse response =
        write(
            AuthGrpc.getUserRevokeRoleMethod(),
            AuthUserRevokeRoleRequest.newBuilder()
                .setName(arguments.get(0))
                .setRole(arguments.get(1))
                .build());
    return print(
        Answer.of(response)
            .simple(
                Octets.of(
                    "Role " + arguments.get(1) + " is revoked from user " + arguments.get(0))));
  }
}
