package dev.balsa.jepsen.soak;

import dev.balsa.client.BalsaClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jepsen-tests/bin/tls-soak}: load at a fixed rate, and a look at memory every minute. */
@Command(
    name = "tls-soak",
    mixinStandardHelpOptions = true,
    description = "Mixed load over TLS with users and roles; memory must stay flat.")
public final class TlsSoak implements Callable<Integer> {

  private static final int WORKERS_PER_USER = 4;
  private static final int WORKERS = WORKERS_PER_USER * SoakServer.USERS;

  @Option(names = "--minutes", defaultValue = "60", description = "How long. Default: 60.")
  private double minutes;

  @Option(
      names = "--rate",
      defaultValue = "400",
      description = "Operations a second. Default: 400.")
  private int rate;

  @Option(
      names = "--heap",
      defaultValue = "256",
      description = "MiB of Java heap for the server. Default: 256.")
  private int heapMebibytes;

  @Option(
      names = "--every",
      defaultValue = "60",
      description = "Seconds between two looks. Default: 60.")
  private int everySeconds;

  @Option(
      names = "--server",
      defaultValue = "server/bin/balsa",
      description = "The launcher. Default: server/bin/balsa.")
  private Path program;

  @Option(names = "--seed", description = "Repeats a load. Default: by the clock.")
  private Long seed;

  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean over;

  /** Runs it; the exit code is 1 if memory was not flat or a reply was wrong. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new TlsSoak()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    long chosen = seed == null ? System.nanoTime() : seed;
    System.out.println("seed " + chosen);
    Path directory = Files.createTempDirectory("balsa-soak");
    List<BalsaClient> clients = new ArrayList<>();
    List<Thread> workers = new ArrayList<>();
    try (SoakServer server = new SoakServer(program.toAbsolutePath(), directory, heapMebibytes)) {
      try {
        begin(server, chosen, clients, workers);
        List<Sample> samples = look(server);
        Verdict verdict = Verdict.of(samples);
        verdict.lines().forEach(System.out::println);
        System.out.println(
            operations + " operations answered as they should, " + unanswered + " not answered");
        return verdict.flat() && failure.get() == null ? 0 : 1;
      } finally {
        over = true;
        workers.forEach(Thread::interrupt);
        for (Thread worker : workers) {
          worker.join();
        }
        clients.forEach(BalsaClient::close);
      }
    } finally {
      SoakServer.delete(directory);
    }
  }

  private void begin(
      SoakServer server, long chosen, List<BalsaClient> clients, List<Thread> workers)
      throws IOException {
    Gateway gateway = new Gateway(server);
    for (int user = 0; user < SoakServer.USERS; user++) {
      clients.add(
          server.builder("").user(SoakServer.user(user), SoakServer.password(user)).build());
    }
    for (int number = 0; number < WORKERS; number++) {
      BalsaClient client = clients.get(number % SoakServer.USERS);
      Worker worker = new Worker(server, gateway, client, number, chosen);
      Thread thread = new Thread(() -> run(worker), "worker-" + number);
      thread.start();
      workers.add(thread);
    }
  }

  /** At its share of the rate; after a standstill it does not make up for what it missed. */
  private void run(Worker worker) {
    long pauseNanos = TimeUnit.SECONDS.toNanos(1) * WORKERS / rate;
    long next = System.nanoTime();
    try {
      while (!over) {
        (worker.work() ? operations : unanswered).incrementAndGet();
        next = Math.max(next + pauseNanos, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (!over && failure.compareAndSet(null, e)) {
        System.out.println("a wrong reply, or none: " + e);
      }
    }
  }

  private List<Sample> look(SoakServer server) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    List<Sample> samples = new ArrayList<>();
    System.out.println(Sample.HEADINGS);
    long start = System.nanoTime();
    long lengthNanos = (long) (minutes * TimeUnit.MINUTES.toNanos(1));
    long everyNanos = TimeUnit.SECONDS.toNanos(everySeconds);
    for (long due = 0; due <= lengthNanos && failure.get() == null; due += everyNanos) {
      TimeUnit.NANOSECONDS.sleep(start + due - System.nanoTime());
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      if (!server.isAlive()) {
        throw new IOException("the server is gone; it said last:\n" + server.log());
      }
      Sample sample = Sample.of(server.pid(), server.metrics(), http, seconds, operations.get());
      System.out.println(sample.row());
      samples.add(sample);
    }
    return samples;
  }
}
