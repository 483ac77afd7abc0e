package dev.balsa.tools.bench;

import dev.balsa.tools.bench.load.LoadPlan;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that all loads share. */
final class LoadOptions {
  @Option(
      names = "--endpoints",
      split = ",",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:2379",
      description = "Servers, without TLS; connections are spread over them. ${DEFAULT-VALUE}.")
  private List<String> endpoints;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "10",
      description = "Connections; ${DEFAULT-VALUE} unless said otherwise.")
  private int connections;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Requests under way at a time, over all connections; ${DEFAULT-VALUE} unless said"
              + " otherwise.")
  private int inFlight;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Requests a second, at fixed moments. A latency then counts from the moment at which the",
        "request should have left, so that a server that stands still is charged for all that had",
        "to wait. Without it every request follows the answer to another."
      })
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long is measured; ${DEFAULT-VALUE} unless said otherwise.")
  private double seconds;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      defaultValue = "3",
      description = "How long the load runs before that; ${DEFAULT-VALUE} unless said otherwise.")
  private double warmup;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the generator; one drives what two cores can serve.")
  private int threads;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many keys there are; ${DEFAULT-VALUE} unless said otherwise.")
  private long keys;

  @Option(
      names = "--key-size",
      paramLabel = "BYTES",
      defaultValue = "16",
      description = "How long a key is; ${DEFAULT-VALUE} unless said otherwise.")
  private int keyBytes;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      defaultValue = "100",
      description = "How long a value is; ${DEFAULT-VALUE} unless said otherwise.")
  private int valueBytes;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "bench/",
      description = "What keys begin with; ${DEFAULT-VALUE} unless said otherwise.")
  private String prefix;

  @Option(
      names = "--sequential",
      description = "Keys in turn instead of by chance (the same chance in every run).")
  private boolean sequential;

  @Option(
      names = "--server-pid",
      split = ",",
      paramLabel = "PID",
      description = "The servers' processes: their processor time and memory are shown too.")
  private List<Long> serverPids = List.of();

  @Option(names = "--json", description = "One JSON object instead of the table.")
  private boolean json;

  LoadPlan plan() {
    return plan(!sequential, 0);
  }

  /** All keys once, in turn. */
  LoadPlan onceEach() {
    return plan(false, keys);
  }

  private LoadPlan plan(boolean random, long count) {
    return new LoadPlan(
        endpoints,
        connections,
        inFlight,
        threads,
        rate,
        seconds,
        warmup,
        count,
        prefix,
        keys,
        keyBytes,
        valueBytes,
        random,
        serverPids);
  }

  boolean json() {
    return json;
  }
}
