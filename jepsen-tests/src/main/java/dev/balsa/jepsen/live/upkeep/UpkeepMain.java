package dev.balsa.jepsen.live.upkeep;

import dev.balsa.jepsen.live.cluster.ServerProcess;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code upkeep-rounds}. */
@Command(
    name = "upkeep-rounds",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Kills a server in the middle of compactions, snapshots, defragmentations and while it saves"
          + " its key index, and kills restores; nothing acknowledged may be missing, and"
          + " everything must be usable.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it was", "1:it was not", "2:wrong arguments"})
public final class UpkeepMain implements Callable<Integer> {

  private static final String RESTORE = "restore";

  @Option(names = "--rounds", description = "Kills of each kind.", defaultValue = "20")
  private int rounds;

  @Option(
      names = "--work",
      split = ",",
      description = "compaction, snapshot, defrag, index, restore; default all.",
      defaultValue = "compaction,snapshot,defrag,index,restore")
  private List<String> kinds;

  @Option(names = "--keys", description = "Keys in the store.", defaultValue = "60000")
  private int count;

  @Option(names = "--seed", description = "Decides when it is killed.")
  private long seed = ProcessHandle.current().pid();

  @Option(names = "--server", description = "The server.", defaultValue = "server/bin/balsa")
  private Path program;

  @Option(names = "--balsautl", description = "What restores.", defaultValue = "tools/bin/balsautl")
  private Path balsautl;

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path scratch = Files.createTempDirectory("upkeep-rounds");
    Path data = scratch.resolve("data");
    Keys keys = new Keys(count);
    List<Work> works = new ArrayList<>();
    kinds.stream().filter(kind -> !kind.equals(RESTORE)).forEach(kind -> works.add(work(kind)));
    try (ServerProcess server = new ServerProcess(program.toAbsolutePath(), data)) {
      server.start();
      ManagedChannel channel = Keys.connect(server.clientPort());
      keys.fill(channel);
      channel.shutdownNow();
      UpkeepRounds run = new UpkeepRounds(server, data, scratch, keys, random);
      for (Work work : works) {
        run.run(work, rounds);
      }
      if (kinds.contains(RESTORE)) {
        restore(server, scratch, keys, random);
      }
    }
    RestoreRounds.delete(scratch);
    return 0;
  }

  private static Work work(String kind) {
    return Work.valueOf(kind.toUpperCase(java.util.Locale.ROOT));
  }

  private void restore(ServerProcess server, Path scratch, Keys keys, SplittableRandom random)
      throws IOException, InterruptedException {
    Path file = scratch.resolve("backup.db");
    ManagedChannel channel = Keys.connect(server.clientPort());
    Operation.snapshot(channel, file);
    String expected = keys.checked(channel);
    channel.shutdownNow();
    server.terminate();
    new RestoreRounds(program.toAbsolutePath(), balsautl.toAbsolutePath(), file, scratch, random)
        .run(rounds, keys, expected);
  }

  /** See {@code --help}. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new UpkeepMain()).execute(arguments));
  }
}
