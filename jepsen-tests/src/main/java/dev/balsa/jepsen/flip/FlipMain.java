package dev.balsa.jepsen.flip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code flip-every-byte}. */
@Command(
    name = "flip-every-byte",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Changes every byte of a small data directory, one at a time, and starts a member on each of"
          + " these: it must serve exactly what was put in, or say what is damaged.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all did", "1:one did not", "2:wrong arguments"})
public final class FlipMain implements Callable<Integer> {

  private static final int TELL_EVERY = 5_000;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "So many bytes of each image instead of all.")
  private int sample;

  @Option(names = "--seed", paramLabel = "N", description = "Which bits change, and which sample.")
  private long seed = ProcessHandle.current().pid();

  @Option(
      names = "--files",
      paramLabel = "REGEX",
      description = "Only files whose name matches.",
      defaultValue = ".*")
  private String files;

  @Option(
      names = "--unread-every",
      paramLabel = "N",
      description = {
        "Of RocksDB's diaries and notes (LOG, OPTIONS), which no start reads, every Nth byte only."
      },
      defaultValue = "1")
  private int unreadEvery;

  @Option(
      names = "--image",
      paramLabel = "stopped|killed",
      description = "Only one of the two images.",
      defaultValue = "")
  private String only;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where to work; default a temporary directory, in memory if there is one.")
  private Path where;

  @Option(names = "--examples", description = "Print one message of each kind.")
  private boolean examples;

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println("seed " + seed);
    LogLines quiet = new LogLines();
    Path root = Files.createTempDirectory(where == null ? temporary() : where, "flip-every-byte");
    try {
      boolean well = true;
      if (!only.equals("killed")) {
        well = run("stopped", SmallDirectory.stopped(root.resolve("stopped")));
      }
      if (!only.equals("stopped")) {
        well &= run("killed", SmallDirectory.killed(root.resolve("killed")));
      }
      return well ? 0 : 1;
    } finally {
      quiet.close();
      SmallDirectory.delete(root);
    }
  }

  private static Path temporary() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private boolean run(String how, SmallDirectory image) throws IOException, InterruptedException {
    FlipRun run = new FlipRun(image, System.getProperty("java.class.path"), seed);
    List<FlippedByte> all = sample > 0 ? run.sample(sample) : run.everyByte();
    List<FlippedByte> chosen =
        all.stream()
            .filter(each -> each.file().getFileName().toString().matches(files))
            .filter(each -> !each.isUnread() || each.offset() % unreadEvery == 0)
            .toList();
    System.out.printf(
        Locale.ROOT, "a member that was %s (%s): %,d bytes%n", how, image.full(), chosen.size());
    long begun = System.nanoTime();
    Tally tally =
        run.run(
            chosen,
            done -> {
              if (done % TELL_EVERY == 0) {
                System.out.printf(Locale.ROOT, "  %,d of %,d%n", done, chosen.size());
              }
            });
    tally.print(System.out);
    System.out.printf(Locale.ROOT, "%.0f s%n", (System.nanoTime() - begun) / 1e9);
    if (examples) {
      tally.printExamples(System.out);
    }
    tally.findings().forEach(finding -> System.out.println("NOT ALLOWED: " + finding));
    return tally.findings().isEmpty();
  }

  /** See {@code --help}. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FlipMain()).execute(arguments));
  }
}
