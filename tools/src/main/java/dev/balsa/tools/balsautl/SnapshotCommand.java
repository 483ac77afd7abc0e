package dev.balsa.tools.balsautl;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code balsautl snapshot}. */
@Command(
    name = "snapshot",
    description = "Looks at backups, and makes data directories from them.",
    subcommands = {RestoreCommand.class, StatusCommand.class, VerifyCommand.class},
    commandListHeading = "%nCommands:%n")
final class SnapshotCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine commandLine = spec.commandLine();
    throw new ParameterException(commandLine, "one of restore, status, verify is asked for");
  }
}
