package dev.balsa.tools.balsactl;

import dev.balsa.api.DowngradeRequest;
import dev.balsa.api.DowngradeRequest.DowngradeAction;
import dev.balsa.api.DowngradeResponse;
import dev.balsa.api.MaintenanceGrpc;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands {@code balsactl downgrade …}. */
@Command(
    name = "downgrade",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Prepares the cluster for servers of an older version.", ""})
final class DowngradeCommand extends Group {

  @Command(name = "validate", description = "Tells whether it could be done.")
  int validate(@Parameters(paramLabel = "VERSION", arity = "0..*") List<String> arguments) {
    exactly(1, arguments, "TARGET_VERSION not provided");
    return ask(DowngradeAction.VALIDATE, arguments.get(0), "Downgrade validate success, cluster");
  }

  @Command(name = "enable", description = "Begins it.")
  int enable(@Parameters(paramLabel = "VERSION", arity = "0..*") List<String> arguments) {
    exactly(1, arguments, "TARGET_VERSION not provided");
    return ask(DowngradeAction.ENABLE, arguments.get(0), "Downgrade enable success, cluster");
  }

  @Command(name = "cancel", description = "Gives it up.")
  int cancel() {
    return ask(DowngradeAction.CANCEL, "", "Downgrade cancel success, cluster");
  }

  private int ask(DowngradeAction action, String target, String done) {
    DowngradeResponse response =
        write(
            MaintenanceGrpc.getDowngradeMethod(),
            DowngradeRequest.newBuilder().setAction(action).setVersion(target).build());
    return print(
        Answer.of(response)
            .simple(done + " version " + Octets.of(response.getVersion()))
            .fields(Fields.of(response.getHeader()).quoted("Version", response.getVersion())));
  }
}
