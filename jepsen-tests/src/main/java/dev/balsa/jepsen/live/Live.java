package dev.balsa.jepsen.live;

import dev.balsa.jepsen.history.HistoryFile;
import dev.balsa.jepsen.live.client.Workload;
import dev.balsa.jepsen.live.report.GapTable;
import dev.balsa.jepsen.live.report.Report;
import dev.balsa.jepsen.live.scenario.Nemesis;
import dev.balsa.jepsen.live.scenario.Result;
import dev.balsa.jepsen.live.scenario.Scenario;
import dev.balsa.jepsen.live.scenario.Setup;
import dev.balsa.jepsen.live.scenario.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Real processes under real faults; {@code live --help} says how. */
@Command(
    name = "live",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Real server processes under real faults, judged by what their clients saw: named scenarios,"
          + " or random faults under a mix of workloads.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every promise was kept.",
      "1:A promise was broken; data, logs and the history are kept, and where is said.",
      "2:Wrong usage, or something needed is not there."
    },
    footer = {
      "",
      "Examples:",
      "  live --scenario all                            every scenario in full, about half an hour",
      "  live --scenario leader-killed --rounds 100     one of them, over and over",
      "  live --minutes 20                              every workload, every nemesis, at random",
      "  live --minutes 5 --workload register,append --nemesis pause,one-way --seed 7",
      "  live --minutes 1 --endpoints 127.0.0.1:2379    clients alone, on servers that run",
      "  live --scenario leader-killed --program /usr/bin/etcd     is the test fair?",
    })
public final class Live implements Callable<Integer> {
  private static final int PASSED = 0;
  private static final int BROKEN = 1;
  private static final int NOT_RUN = 2;
  private static final int WRITERS = 24;
  private static final int PAUSE_MILLIS = 20;
  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Option(
      names = "--scenario",
      split = ",",
      paramLabel = "NAME",
      description = "all, or some of: ${COMPLETION-CANDIDATES}",
      completionCandidates = ScenarioNames.class)
  private List<String> scenarios = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often the fault of a scenario happens.")
  private int rounds;

  @Option(names = "--short", description = "Scenarios in the form that runs in a build.")
  private boolean isShort;

  @Option(names = "--minutes", paramLabel = "M", description = "Random faults for so long.")
  private int minutes;

  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "NAME",
      description = "all, or some of: ${COMPLETION-CANDIDATES}",
      completionCandidates = WorkloadNames.class)
  private List<String> workloads = new ArrayList<>(List.of(ALL));

  @Option(
      names = "--nemesis",
      split = ",",
      paramLabel = "NAME",
      description = "all, or some of: ${COMPLETION-CANDIDATES}",
      completionCandidates = NemesisNames.class)
  private List<String> nemeses = new ArrayList<>(List.of(ALL));

  @Option(
      names = "--endpoints",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Use these servers, and do nothing to them but ask.")
  private List<String> endpoints = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of all choices; processes have a timing of their own.")
  private long seed = ProcessHandle.current().pid();

  @Option(
      names = "--program",
      paramLabel = "FILE",
      defaultValue = "server/bin/balsa",
      description = "The server: ${DEFAULT-VALUE} unless said otherwise.")
  private Path program;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      defaultValue = "live-report.html",
      description = "Where the page about the run goes: ${DEFAULT-VALUE} unless said otherwise.")
  private Path reportFile;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
  private boolean help;

  private final List<Result> results = new ArrayList<>();
  private Path directory;
  private Report report;

  /** The names that may follow an option. */
  static final class ScenarioNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    ScenarioNames() {
      super(Arrays.stream(Scenario.values()).map(Scenario::title).toList());
    }
  }

  /** The names that may follow an option. */
  static final class WorkloadNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    WorkloadNames() {
      super(Arrays.stream(Workload.values()).map(Workload::toString).toList());
    }
  }

  /** The names that may follow an option. */
  static final class NemesisNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    NemesisNames() {
      super(Arrays.stream(Nemesis.values()).map(Nemesis::toString).toList());
    }
  }

  /** Runs the command; the exit codes are in the help text. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Live());
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          line.getErr().println("live: " + failure.getMessage());
          return NOT_RUN;
        });
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (scenarios.isEmpty() == (minutes <= 0)) {
      throw new ParameterException(spec.commandLine(), "either --scenario or --minutes is needed");
    }
    directory = Files.createTempDirectory("balsa-live");
    String command = "live " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    report =
        new Report("Balsa, live", command + (command.contains("--seed") ? "" : " --seed " + seed));
    System.out.println("seed " + seed + ", data in " + directory);
    Setup setup =
        new Setup(program.toAbsolutePath(), rounds, isShort, seed, directory, System.out::println);
    if (minutes > 0) {
      soak(setup);
    } else {
      for (Scenario scenario : chosen(scenarios, Scenario.values(), Scenario::title)) {
        take(scenario.play(setup));
      }
    }
    return summary();
  }

  private void soak(Setup setup) throws IOException, InterruptedException {
    List<Workload> work = chosen(workloads, Workload.values(), Workload::toString);
    if (!endpoints.isEmpty()) {
      new Soak(minutes, work, List.of(), WRITERS, PAUSE_MILLIS).run(setup, endpoints, this::take);
      return;
    }
    List<Nemesis> faults = new ArrayList<>(chosen(nemeses, Nemesis.values(), Nemesis::toString));
    for (Nemesis fault : List.copyOf(faults)) {
      String missing = fault.missing(directory);
      if (missing != null) {
        System.out.println("left out: " + fault + ": " + missing);
        faults.remove(fault);
      }
    }
    new Soak(minutes, work, faults, WRITERS, PAUSE_MILLIS).run(setup, this::take);
  }

  private <T> List<T> chosen(
      List<String> names, T[] all, java.util.function.Function<T, String> name) {
    List<T> chosen = new ArrayList<>();
    for (String wanted : names) {
      List<T> found =
          Arrays.stream(all)
              .filter(each -> wanted.equals(ALL) || name.apply(each).equals(wanted))
              .toList();
      if (found.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "nothing is called " + wanted);
      }
      chosen.addAll(found);
    }
    return chosen;
  }

  /** What came of a part: told, drawn, and kept if a promise was broken. */
  private void take(Result result) {
    results.add(result.withoutHistory());
    report.add(result);
    System.out.printf(
        Locale.ROOT,
        "%s %s: %d writes, %d reads, %d watch events, %d watches resumed, %.1f s%n",
        result.passed() ? "PASSED" : "BROKEN",
        result.name(),
        result.writes(),
        result.reads(),
        result.events(),
        result.resumed(),
        result.millis() / 1e3);
    GapTable.lines(List.of(result)).forEach(line -> System.out.println("    " + line));
    result.errors().forEach((error, times) -> System.out.println("    " + times + " x " + error));
    result.violations().forEach(violation -> System.out.println("    VIOLATION " + violation));
    try {
      report.write(reportFile);
      if (!result.passed() && result.history() != null) {
        HistoryFile.write(directory.resolve(result.name() + ".history"), result.history());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int summary() throws IOException {
    long broken = results.stream().filter(result -> !result.passed()).count();
    System.out.printf(
        Locale.ROOT,
        "%n%d of %d parts kept every promise: %d writes acknowledged, %d reads, %d watch"
            + " events%n%n",
        results.size() - broken,
        results.size(),
        results.stream().mapToLong(Result::writes).sum(),
        results.stream().mapToLong(Result::reads).sum(),
        results.stream().mapToLong(Result::events).sum());
    System.out.println("no write succeeded after               times   median      worst");
    GapTable.lines(results).forEach(System.out::println);
    System.out.println("\nthe page about it: " + reportFile.toAbsolutePath());
    if (broken == 0) {
      KillRounds.delete(directory);
      return PASSED;
    }
    System.out.println("data, logs and histories are kept in " + directory);
    return BROKEN;
  }
}
