package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.compare.ScratchDirectory;
import dev.balsa.tools.bench.compare.ServerGroup;
import dev.balsa.tools.bench.compare.Subject;
import dev.balsa.tools.bench.load.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench scale}. */
@Command(
    name = "scale",
    description = {
      "How a server grows: rate, latency and cost while one quantity goes up, each curve on a"
          + " fresh",
      "server. Draws them as one page, as Markdown and as plots. --short takes about four minutes",
      "for a server, the usual form about twelve."
    },
    footer = {
      "",
      "Examples:",
      "  bench scale --short --page scale.html           Balsa alone",
      "  bench scale --a etcd --page scale.html          etcd beside it",
      "  bench scale --only keys --data scale.tsv        one curve; the others stay as they were",
      "  bench scale --draw --data scale.tsv --page scale.html"
    })
public final class ScaleCommand implements Callable<Integer> {
  private static final Probe.Length SHORT = new Probe.Length(true, 1.5, 0.7);
  private static final Probe.Length LONG = new Probe.Length(false, 4, 1.5);

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "CURVE",
      description = "Only these: in-flight keys watchers value-size history.")
  private List<String> only = List.of();

  @Option(names = "--short", description = "Shorter figures, without the largest points.")
  private boolean brief;

  @Option(names = "--draw", description = "Measure nothing; draw what --data has.")
  private boolean draw;

  @Option(
      names = "--a",
      paramLabel = "CMD",
      description = "Another server, measured beside it: dashed lines.")
  private String commandA;

  @Option(
      names = "--b",
      paramLabel = "CMD",
      defaultValue = "${env:BALSA_SERVER:-balsa} --quota-backend-bytes=-1",
      description = "The server; Balsa without a quota unless said otherwise.")
  private String commandB;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Where figures are kept: those that are not measured now are taken from it.")
  private Path data;

  @Option(names = "--page", paramLabel = "FILE", description = "Write a page with plots (HTML).")
  private Path page;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write plots and tables.")
  private Path markdown;

  @Option(names = "--plots", paramLabel = "DIR", description = "Write each plot as an SVG file.")
  private Path plots;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the data goes; a disk, not memory. The current directory.")
  private Path directory;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Curve> curves = curves();
    Points points = Points.read(data);
    Subject b = Subject.of(commandB);
    if (!draw) {
      say("%s", Subject.machine());
      points.measuredOn(origin());
      for (Curve curve : curves) {
        if (commandA != null) {
          points.replace(run(curve, commandA, nameOfA(b)));
        }
        points.replace(run(curve, commandB, b.version()));
        points.write(data);
      }
    }
    write(new ScalePage(points, points.servers(b.version())));
    return 0;
  }

  private List<Curve> curves() {
    List<Curve> chosen =
        Curve.ALL.stream().filter(curve -> only.isEmpty() || only.contains(curve.id())).toList();
    if (chosen.size() < only.size()) {
      throw new ParameterException(spec.commandLine(), "unknown curve in " + only);
    }
    return chosen;
  }

  private String origin() throws IOException {
    return "Measured on "
        + Subject.machine()
        + ". Repeat it: tools/bin/bench scale"
        + (brief ? " --short" : "")
        + (commandA == null ? "" : " --a '" + commandA + "'");
  }

  private String nameOfA(Subject b) throws IOException, InterruptedException {
    String name = Subject.of(commandA).version();
    return name.equals(b.version()) ? name + " (A)" : name;
  }

  private List<Point> run(Curve curve, String command, String version)
      throws IOException, InterruptedException {
    List<Point> points = new ArrayList<>();
    try (ScratchDirectory scratch = ScratchDirectory.in(directory);
        ServerGroup server = new ServerGroup(command, 1, scratch.path())) {
      server.start();
      Probe probe =
          new Probe(
              curve.id(),
              version,
              server,
              brief ? SHORT : LONG,
              load -> progress(curve.id() + ", " + load),
              point -> {
                points.add(point);
                tell(point);
              });
      probe.warm();
      curve.measure(probe);
      server.stop();
    }
    return points;
  }

  private void tell(Point point) {
    spec.commandLine().getErr().print("\r");
    say(
        "%-11s %-14s %-20s %,11d  %,11.0f/s  p50 %8.2f  p99 %8.2f ms  CPU %7.1f µs  %,7.0f MiB%s",
        point.curve(),
        point.server(),
        point.load(),
        point.at(),
        point.perSecond(),
        point.p50(),
        point.p99(),
        point.serverMicros(),
        point.residentMebibytes(),
        point.failed() == 0 ? "" : "  FAILED " + point.failed());
  }

  /** A line of the terminal that is written over. */
  private Progress progress(String name) {
    PrintWriter err = spec.commandLine().getErr();
    return (phase, left, perSecond) -> {
      err.print(
          String.format(Locale.ROOT, "\r%-40s %-9s %,11.0f/s          ", name, phase, perSecond));
      err.flush();
    };
  }

  private void write(ScalePage result) throws IOException {
    if (page != null) {
      Files.writeString(page, result.html());
    }
    if (plots != null) {
      Files.createDirectories(plots);
      for (CurveView view : result.views()) {
        Files.writeString(plots.resolve(view.curve().id() + ".svg"), view.plots().alone());
      }
    }
    if (markdown != null) {
      Files.writeString(markdown, result.markdown(plotsSeenFromText()));
    }
  }

  private String plotsSeenFromText() {
    if (plots == null) {
      return null;
    }
    Path text = markdown.toAbsolutePath().normalize().getParent();
    return text.relativize(plots.toAbsolutePath().normalize()).toString() + '/';
  }

  private void say(String format, Object... values) {
    spec.commandLine().getOut().println(String.format(Locale.ROOT, format, values));
    spec.commandLine().getOut().flush();
  }
}
