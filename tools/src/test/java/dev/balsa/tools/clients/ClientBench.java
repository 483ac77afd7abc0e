package dev.balsa.tools.clients;

import dev.balsa.tools.bench.compare.ServerGroup;
import dev.balsa.tools.bench.compare.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code client-bench}. */
@Command(
    name = "client-bench",
    mixinStandardHelpOptions = true,
    description = {
      "jetcd (A) and this project's client (B) side by side: one server, a JVM for each client,"
          + " the",
      "same loads in turn, A B A B. Prints the medians, and the ratio within each pair.",
      ""
    },
    footer = {
      "",
      "Of watches, \"256 in flight\" means 256 watchers of one key; the next put comes when all"
          + " have",
      "seen the last one, events are counted, and latency is from the put to the event."
    })
public final class ClientBench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "CMD",
      defaultValue = "${env:BALSA_SERVER:-balsa}",
      description = "The server that is started; Balsa unless said otherwise.")
  private String server;

  @Option(
      names = "--endpoint",
      paramLabel = "HOST:PORT",
      description = "A server that runs already, instead.")
  private String endpoint;

  @Option(
      names = "--loads",
      split = ",",
      paramLabel = "KIND",
      defaultValue = "put,get,watch",
      description = "What to do: ${DEFAULT-VALUE}.")
  private List<String> kinds;

  @Option(
      names = "--in-flight",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,256",
      description = "How many requests at once: ${DEFAULT-VALUE}.")
  private List<String> inFlight;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "Pairs of turns for each load; ${DEFAULT-VALUE}.")
  private int pairs;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "A turn; ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      defaultValue = "8",
      description = "Of each client before each load; ${DEFAULT-VALUE}.")
  private double warmup;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the server's data goes; a disk, not memory. The current directory.")
  private Path directory;

  @Option(
      names = "--jvm-b",
      split = " ",
      paramLabel = "FLAGS",
      description = "Flags for the JVM of this project's client, such as a profiler's.")
  private List<String> flags = List.of();

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ClientBench()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory(directory.toAbsolutePath(), "client-bench-");
    try {
      if (endpoint != null) {
        compare(endpoint, "the server at " + endpoint, data);
      } else {
        try (ServerGroup one = new ServerGroup(server, 1, data)) {
          one.start();
          compare(one.endpoints().get(0), Subject.of(server).version(), data);
          one.stop();
        }
      }
    } finally {
      delete(data);
    }
    return 0;
  }

  private void compare(String target, String version, Path data)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("A: jetcd   B: Balsa's client   server: " + version);
    out.println(Subject.machine());
    out.println();
    out.print(Result.HEADING);
    out.flush();
    String classPath = System.getProperty("java.class.path");
    try (WorkerProcess jetcd = worker(Worker.Subject.JETCD, target, classPath, List.of(), data);
        WorkerProcess balsa = worker(Worker.Subject.BALSA, target, classPath, flags, data)) {
      for (Load load : loads()) {
        out.print(measure(load, jetcd, balsa).row());
        out.flush();
      }
    }
  }

  private static WorkerProcess worker(
      Worker.Subject subject, String target, String classPath, List<String> flags, Path data)
      throws IOException {
    return new WorkerProcess(subject, target, classPath, flags, data.resolve(subject + ".log"));
  }

  private List<Load> loads() {
    List<Load> loads = new ArrayList<>();
    for (String each : inFlight) {
      for (String kind : kinds) {
        loads.add(Load.parse(kind, each));
      }
    }
    return loads;
  }

  private Result measure(Load load, WorkerProcess jetcd, WorkerProcess balsa) throws IOException {
    jetcd.turn(load, warmup);
    balsa.turn(load, warmup);
    List<Figures> a = new ArrayList<>();
    List<Figures> b = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      a.add(jetcd.turn(load, seconds));
      b.add(balsa.turn(load, seconds));
    }
    return new Result(load, a, b);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
