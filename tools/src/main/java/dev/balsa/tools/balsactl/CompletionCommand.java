package dev.balsa.tools.balsactl;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code balsactl completion}. */
@Command(
    name = "completion",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Prints a script that completes commands and flags: source <(balsactl completion bash)",
      ""
    })
final class CompletionCommand extends Group {

  @Spec private CommandSpec own;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh; the script is the same.")
  private List<String> arguments;

  @Override
  public Integer call() {
    exactly(1, arguments, "completion command needs the name of a shell: bash or zsh");
    if (!List.of("bash", "zsh").contains(arguments.get(0))) {
      throw new Complaint(Complaint.BAD_FEATURE, "no completion for " + arguments.get(0));
    }
    String script = AutoComplete.bash("balsactl", own.root().commandLine());
    terminal().println(Octets.of(script.stripTrailing()));
    return 0;
  }
}
