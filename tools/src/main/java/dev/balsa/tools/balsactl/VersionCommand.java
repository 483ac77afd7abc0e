package dev.balsa.tools.balsactl;

import dev.balsa.server.Versions;
import picocli.CommandLine.Command;

/** The command {@code balsactl version}. */
@Command(
    name = "version",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Prints whose version this is, and which API it speaks.", ""})
final class VersionCommand extends Group {

  @Override
  public Integer call() {
    terminal().println("balsactl version: " + Versions.balsa());
    terminal().println("API version: 3.7");
    return 0;
  }
}
