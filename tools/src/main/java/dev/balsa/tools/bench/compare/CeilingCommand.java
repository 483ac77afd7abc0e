package dev.balsa.tools.bench.compare;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench ceiling}. */
@Command(
    name = "ceiling",
    description = {
      "Puts with 1,024 in flight (32 connections, 32 each), driven by h2load, which is written in"
          + " C",
      "and leaves more of the machine to the server: on a bare gRPC-Java echo, on server A, on",
      "server B, in turn. The echo is what gRPC-Java can do here; what B does less is B's own.",
      "Needs h2load (Debian: nghttp2-client). About six minutes."
    })
public final class CeilingCommand implements Callable<Integer> {
  private static final int CLIENTS = 32;
  private static final int STREAMS = 32;

  /** What B is meant to reach beside etcd 3.4, and beside the echo. */
  private static final double RATIO_MIN = 3.5;

  private static final double SHARE_OF_ECHO_MIN = 0.7;

  @Spec private CommandSpec spec;

  @Option(
      names = "--a",
      paramLabel = "CMD",
      defaultValue = "etcd",
      description = "Server A: ${DEFAULT-VALUE}.")
  private String commandA;

  @Option(
      names = "--b",
      paramLabel = "CMD",
      defaultValue = "${env:BALSA_SERVER:-balsa}",
      description = "Server B; Balsa unless said otherwise.")
  private String commandB;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each has its turn; ${DEFAULT-VALUE} unless said otherwise.")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "4",
      description = "Measured in each turn, whole seconds; ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "Before that, whole seconds: a JVM compiles for about twenty. ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the data goes; a disk, not memory. The current directory.")
  private Path directory;

  private final List<H2load.Figure> echo = new ArrayList<>();
  private final List<H2load.Figure> a = new ArrayList<>();
  private final List<H2load.Figure> b = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    say("A: %s   B: %s", Subject.of(commandA).version(), Subject.of(commandB).version());
    say("%s", Subject.machine());
    try (ScratchDirectory scratch = ScratchDirectory.in(directory)) {
      H2load load = new H2load(seconds, warmup, scratch.path());
      for (int round = 0; round < rounds; round++) {
        note("echo", echo, onEcho(load, scratch.path()));
        note("A", a, onServer(load, commandA));
        note("B", b, onServer(load, commandB));
      }
    }
    say("");
    say("| put, 1,024 in flight, h2load | /s | CPU µs |%n|---|--:|--:|");
    row("echo", echo);
    row("A", a);
    row("B", b);
    List<Double> byA = ratios(b, a);
    List<Double> byEcho = ratios(b, echo);
    say("");
    say("B by A    %s  in pairs %s  (bar: %.1f)", median(byA), all(byA), RATIO_MIN);
    say("B by echo %s  in pairs %s  (bar: %.1f)", median(byEcho), all(byEcho), SHARE_OF_ECHO_MIN);
    return 0;
  }

  private H2load.Figure onEcho(H2load load, Path scratch) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Dio.grpc.netty.shaded.io.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.balsa.tools.bench.Bench",
                "echo-server",
                "--port=0")
            .redirectError(scratch.resolve("echo.log").toFile())
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      if (line == null || !line.contains("listens on ")) {
        throw new IOException("the echo server did not start: " + line);
      }
      String endpoint = line.substring(line.lastIndexOf(' ') + 1);
      return load.run(endpoint, process.pid(), CLIENTS, STREAMS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private H2load.Figure onServer(H2load load, String command)
      throws IOException, InterruptedException {
    try (ScratchDirectory data = ScratchDirectory.in(directory);
        ServerGroup server = new ServerGroup(command, 1, data.path())) {
      server.start();
      String endpoint = server.endpoints().get(0);
      long before = revision(endpoint);
      H2load.Figure figure = load.run(endpoint, server.pids().get(0), CLIENTS, STREAMS);
      long puts = revision(endpoint) - before;
      if (puts < figure.answers()) {
        throw new IOException(
            figure.answers() + " answers, but only " + puts + " puts: " + command);
      }
      server.stop();
      return figure;
    }
  }

  private static long revision(String endpoint) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
    try {
      return KVGrpc.newBlockingStub(channel)
          .range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("-")).build())
          .getHeader()
          .getRevision();
    } finally {
      channel.shutdownNow();
    }
  }

  private void note(String name, List<H2load.Figure> figures, H2load.Figure figure) {
    figures.add(figure);
    say("%-5s %,9.0f/s  CPU %.1f µs", name, figure.perSecond(), figure.serverMicros());
  }

  private void row(String name, List<H2load.Figure> figures) {
    say(
        "| %-28s | %,.0f | %.1f |",
        name,
        Comparison.median(figures.stream().map(H2load.Figure::perSecond).toList()),
        Comparison.median(figures.stream().map(H2load.Figure::serverMicros).toList()));
  }

  private static List<Double> ratios(List<H2load.Figure> ofB, List<H2load.Figure> other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ofB.size(); i++) {
      ratios.add(ofB.get(i).perSecond() / other.get(i).perSecond());
    }
    return ratios;
  }

  private static String median(List<Double> ratios) {
    return TextTable.times(Comparison.median(ratios));
  }

  private static String all(List<Double> ratios) {
    return ratios.stream().map(TextTable::times).collect(Collectors.joining(" "));
  }

  private void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
