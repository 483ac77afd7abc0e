package dev.balsa.tools.balsactl;

import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands {@code balsactl check …}. */
@Command(
    name = "check",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Tells whether a cluster is fit for its work.", ""})
final class CheckCommand extends Group {

  private static final double SHARE_OF_RATE = 0.9;
  private static final double SLOWEST_SECONDS = 0.5;
  private static final double DEVIATION_SECONDS = 0.1;

  /** How much is asked of a cluster; the sizes are etcdctl's. */
  enum Load {
    s(50, 150),
    m(200, 1_000),
    l(500, 8_000),
    xl(1_000, 15_000);

    private final int clients;
    private final int writesPerSecond;

    Load(int clients, int writesPerSecond) {
      this.clients = clients;
      this.writesPerSecond = writesPerSecond;
    }
  }

  @Command(
      name = "perf",
      description =
          "Writes at a fixed rate for a minute, and tells whether the cluster kept up and how long"
              + " a write took.")
  int perf(
      @Option(
              names = "--load",
              paramLabel = "SIZE",
              defaultValue = "s",
              description =
                  "s: 150 writes/s of 50 clients; m: 1,000 of 200; l: 8,000 of 500; xl: 15,000 of"
                      + " 1,000 (default: s).")
          Load load,
      @Option(
              names = "--prefix",
              paramLabel = "PREFIX",
              defaultValue = "/etcdctl-check-perf/",
              description = "Where to write; removed afterwards (default: ${DEFAULT-VALUE}).")
          String prefix,
      @Option(
              names = "--duration",
              paramLabel = "TIME",
              defaultValue = "60s",
              converter = GlobalFlags.GoDuration.class,
              description = "For how long (default: ${DEFAULT-VALUE}).")
          Duration duration,
      @Option(names = "--auto-compact", description = "Forget afterwards what was written.")
          boolean compact) {
    Ranges range = Ranges.prefix(bytes(prefix));
    refuseIfUsed(range, prefix);
    SteadyWrites writes =
        new SteadyWrites(client().raw(), bytes(prefix), load.clients, load.writesPerSecond);
    SteadyWrites.Result result = writes.run(duration, terminal());
    cleanUp(range, compact);
    return judge(result, load.writesPerSecond);
  }

  private void refuseIfUsed(Ranges range, String prefix) {
    long there =
        read(
                KVGrpc.getRangeMethod(),
                RangeRequest.newBuilder()
                    .setKey(range.key())
                    .setRangeEnd(range.end())
                    .setCountOnly(true)
                    .build())
            .getCount();
    if (there > 0) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "prefix \""
              + prefix
              + "\" has keys. Delete with 'balsactl del --prefix "
              + prefix
              + "' first.");
    }
  }

  private void cleanUp(Ranges range, boolean compact) {
    long revision =
        write(
                KVGrpc.getDeleteRangeMethod(),
                DeleteRangeRequest.newBuilder()
                    .setKey(range.key())
                    .setRangeEnd(range.end())
                    .build())
            .getHeader()
            .getRevision();
    if (compact) {
      var unused =
          write(
              KVGrpc.getCompactMethod(),
              CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
    }
  }

  private int judge(SteadyWrites.Result result, int wanted) {
    List<Boolean> passed =
        List.of(
            say(
                result.failures() == 0,
                "too many errors: ERROR(" + result.firstFailure() + ") -> " + result.failures(),
                null),
            say(
                result.writesPerSecond() > SHARE_OF_RATE * wanted,
                String.format(
                    Locale.ROOT,
                    "Throughput too low: only %d writes/s, at least %d are wanted",
                    (long) result.writesPerSecond(),
                    (long) (SHARE_OF_RATE * wanted)),
                String.format(
                    Locale.ROOT, "Throughput is %d writes/s", (long) result.writesPerSecond())),
            say(
                result.slowestSeconds() <= SLOWEST_SECONDS,
                String.format(
                    Locale.ROOT, "Slowest request took too long: %fs", result.slowestSeconds()),
                String.format(Locale.ROOT, "Slowest request took %fs", result.slowestSeconds())),
            say(
                result.deviationSeconds() <= DEVIATION_SECONDS,
                String.format(Locale.ROOT, "Stddev too high: %fs", result.deviationSeconds()),
                String.format(Locale.ROOT, "Stddev is %fs", result.deviationSeconds())));
    boolean all = !passed.contains(false);
    terminal()
        .println(
            all
                ? terminal().coloured(Terminal.Colour.GOOD, "PASS")
                : terminal().coloured(Terminal.Colour.BAD, "FAIL"));
    return all ? 0 : Complaint.FAILED;
  }

  /** Prints a line, unless there is none for a good end; whether the end was good. */
  private boolean say(boolean good, String bad, String fine) {
    if (!good) {
      terminal().println(terminal().coloured(Terminal.Colour.BAD, "FAIL") + ": " + bad);
    } else if (fine != null) {
      terminal().println(terminal().coloured(Terminal.Colour.GOOD, "PASS") + ": " + fine);
    }
    return good;
  }
}
