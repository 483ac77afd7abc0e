package dev.balsa.tools.balsactl;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs balsactl in this JVM, or etcdctl, against a server. */
record Ctl(String endpoint) {

  /** What one command left behind. */
  record Output(int exit, String out, String err) {}

  Output balsactl(String input, String... arguments) {
    return balsactl(Map.of(), input, arguments);
  }

  Output balsactl(Map<String, String> environment, String input, String... arguments) {
    Running running = start(environment, input, arguments);
    return running.end();
  }

  /** Starts one that goes on until it is interrupted. */
  Running start(Map<String, String> environment, String input, String... arguments) {
    List<String> words = new ArrayList<>(List.of("--endpoints=" + endpoint));
    words.addAll(List.of(arguments));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(Subject.octets(input)), out, err, environment, false, null);
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                exit.complete(BalsaCtl.run(terminal, words.toArray(String[]::new)));
              } catch (RuntimeException | Error thrown) {
                exit.completeExceptionally(thrown);
              }
            },
            "balsactl");
    thread.setDaemon(true);
    thread.start();
    return new Running(terminal, out, err, exit);
  }

  /** A command in progress. */
  record Running(
      Terminal terminal,
      ByteArrayOutputStream out,
      ByteArrayOutputStream err,
      CompletableFuture<Integer> exit) {

    private static final int SECONDS_MAX = 60;

    String printed() {
      return out.toString(StandardCharsets.UTF_8);
    }

    Output interrupt() {
      terminal.interrupted().complete(null);
      return end();
    }

    Output end() {
      int code = exit.orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join();
      return new Output(code, printed(), err.toString(StandardCharsets.UTF_8));
    }
  }

  Output etcdctl(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoint));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
    builder.environment().put("ETCDCTL_API", "3");
    Process process = builder.start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(Subject.octets(input));
    }
    CompletableFuture<byte[]> err =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return process.getErrorStream().readAllBytes();
              } catch (IOException e) {
                return Subject.octets(e.toString());
              }
            });
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    return new Output(exit, out, new String(err.join(), StandardCharsets.UTF_8));
  }
}
