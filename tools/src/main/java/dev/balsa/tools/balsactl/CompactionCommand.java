package dev.balsa.tools.balsactl;

import dev.balsa.api.CompactionRequest;
import dev.balsa.api.KVGrpc;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl compaction}. */
@Command(
    name = "compaction",
    aliases = "compact",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Forgets the history before a revision.", ""})
final class CompactionCommand extends Group {

  @Parameters(paramLabel = "REVISION", description = "The oldest revision that is kept.")
  private List<String> arguments;

  @Option(names = "--physical", description = "Wait until the old revisions are removed from disk.")
  private boolean physical;

  @Override
  public Integer call() {
    exactly(1, arguments, "compaction command needs 1 argument");
    long revision = number(arguments.get(0), "bad revision");
    var unused =
        write(
            KVGrpc.getCompactMethod(),
            CompactionRequest.newBuilder().setRevision(revision).setPhysical(physical).build());
    terminal().println("compacted revision " + revision);
    return 0;
  }
}
