package dev.balsa.tools.bench.load;

import java.util.List;

/**
 * What a load is and how it is put on.
 *
 * @param endpoints {@code host:port} of the servers; connections are spread over them in turn
 * @param connections how many connections
 * @param inFlight how many requests are under way at a time, over all connections
 * @param threads how many threads of the generator share the connections
 * @param rate requests a second over all connections, at fixed moments; 0: as many as are answered
 * @param seconds how long is measured
 * @param warmupSeconds how long the load runs before that
 * @param count ends after so many requests instead of after a time; 0: by time
 * @param prefix what all keys begin with
 * @param keys how many keys there are
 * @param keyBytes how long a key is
 * @param valueBytes how long a value is
 * @param random whether keys are drawn by chance; else they come in turn
 * @param serverPids the processes whose processor time counts; empty: not told
 */
public record LoadPlan(
    List<String> endpoints,
    int connections,
    int inFlight,
    int threads,
    double rate,
    double seconds,
    double warmupSeconds,
    long count,
    String prefix,
    long keys,
    int keyBytes,
    int valueBytes,
    boolean random,
    List<Long> serverPids) {

  /** Refuses what cannot be. */
  public LoadPlan {
    if (inFlight < connections) {
      throw new IllegalArgumentException(
          "--in-flight counts over all connections and so is at least --connections ("
              + connections
              + ")");
    }
  }
}
