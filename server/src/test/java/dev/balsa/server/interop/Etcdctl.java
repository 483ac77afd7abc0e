package dev.balsa.server.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Runs etcdctl, the command line client of etcd, against one endpoint. */
final class Etcdctl {
  private static final int SECONDS_MAX = 30;

  private final List<String> common;

  Etcdctl(String endpoint) {
    this(endpoint, List.of());
  }

  /**
   * One that gives further flags to every command.
   *
   * @param flags such as those for certificates
   */
  Etcdctl(String endpoint, List<String> flags) {
    Programs.assumeOnPath("etcdctl");
    common = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoint));
    common.addAll(flags);
  }

  /** What one command left behind. */
  record Output(int exit, String out, String err) {}

  /** Runs one command to its end. */
  Output run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** Runs one command to its end, with text on its standard input. */
  Output runWithInput(String input, String... arguments) {
    Process process = launch(arguments);
    CompletableFuture<String> out =
        CompletableFuture.supplyAsync(() -> text(process.getInputStream()), Etcdctl::spawn);
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Etcdctl::spawn);
    try {
      try (Writer stdin = process.outputWriter(StandardCharsets.UTF_8)) {
        stdin.write(input);
      }
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "etcdctl still runs after " + SECONDS_MAX + " s: " + List.of(arguments));
      }
      return new Output(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while etcdctl was running", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts a command that goes on until it is stopped: watch, lock, elect. */
  Session start(String... arguments) {
    return new Session(launch(arguments));
  }

  private Process launch(String... arguments) {
    List<String> command = new ArrayList<>(common);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
    builder.environment().put("ETCDCTL_API", "3");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void spawn(Runnable task) {
    Thread thread = new Thread(task, "etcdctl-output");
    thread.setDaemon(true);
    thread.start();
  }

  /** A command in progress. */
  static final class Session implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Session(Process process) {
      this.process = process;
      spawn(
          () -> {
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
              out.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
              lines.add("output ended: " + e);
            }
          });
    }

    /** The next so many lines of standard output, waited for. */
    List<String> lines(int count) {
      List<String> result = new ArrayList<>();
      try {
        while (result.size() < count) {
          String line = lines.poll(SECONDS_MAX, TimeUnit.SECONDS);
          if (line == null) {
            throw new AssertionError(
                "waited in vain for line " + (result.size() + 1) + " after " + result);
          }
          result.add(line);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while waiting for etcdctl", e);
      }
      return result;
    }

    /** Lines that are there and nobody has asked for. */
    List<String> linesLeft() {
      List<String> result = new ArrayList<>();
      lines.drainTo(result);
      return result;
    }

    /** Types one line. */
    void type(String line) {
      try {
        Writer stdin = process.outputWriter(StandardCharsets.UTF_8);
        stdin.write(line + "\n");
        stdin.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Ctrl-C, which makes lock and elect give back what they hold; returns the exit code. */
    int interrupt() {
      try {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
          throw new AssertionError("etcdctl does not stop");
        }
        return process.exitValue();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while stopping etcdctl", e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
