package dev.balsa.tools.balsactl;

import dev.balsa.api.AuthDisableRequest;
import dev.balsa.api.AuthDisableResponse;
import dev.balsa.api.AuthEnableRequest;
import dev.balsa.api.AuthEnableResponse;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthStatusRequest;
import dev.balsa.api.AuthStatusResponse;
import java.util.List;
import picocli.CommandLine.Command;

/** The commands {@code balsactl auth …}. */
@Command(
    name = "auth",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Whether servers ask who is asking.", ""})
final class AuthCommand extends Group {

  @Command(name = "enable", description = "From here on only users get answers.")
  int enable() {
    AuthEnableResponse response =
        write(AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance());
    return print(
        Answer.of(response)
            .simple("Authentication Enabled")
            .fields(Fields.of(response.getHeader())));
  }

  @Command(name = "disable", description = "Everybody gets answers.")
  int disable() {
    AuthDisableResponse response =
        write(AuthGrpc.getAuthDisableMethod(), AuthDisableRequest.getDefaultInstance());
    return print(
        Answer.of(response)
            .simple("Authentication Disabled")
            .fields(Fields.of(response.getHeader())));
  }

  @Command(name = "status", description = "Prints whether it is on.")
  int status() {
    AuthStatusResponse response =
        read(AuthGrpc.getAuthStatusMethod(), AuthStatusRequest.getDefaultInstance());
    return print(
        Answer.of(response)
            .simple(
                () ->
                    List.of(
                        "Authentication Status: " + response.getEnabled(),
                        "AuthRevision: " + Long.toUnsignedString(response.getAuthRevision())))
            .fields(
                Fields.of(response.getHeader())
                    .add("Enabled", response.getEnabled())
                    .unsigned("AuthRevision", response.getAuthRevision())));
  }
}
