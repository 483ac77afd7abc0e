package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.load.CallMaker;
import java.io.IOException;
import java.util.List;

/** More versions of every key. */
final class HistoryCurve implements Curve {
  private static final int[] DEPTHS = {1, 10, 100, 1_000, 10_000};
  private static final long VERSIONS = 2_000_000;
  private static final long BRIEF_VERSIONS = 500_000;
  private static final long KEYS_MAX = 20_000;
  private static final int VALUE_BYTES = 64;
  private static final int CONNECTIONS = 10;
  private static final int IN_FLIGHT = 100;

  @Override
  public String id() {
    return "history";
  }

  @Override
  public String title() {
    return "Versions of every key";
  }

  @Override
  public String axis() {
    return "versions of a key";
  }

  @Override
  public String setup() {
    return "20,000 keys, fewer where that would be more than two million versions (--short: half a"
        + " million), all of them kept; values of 64 bytes; 100 requests in flight on 10"
        + " connections. Gets of the newest version, gets at the revision that had the oldest, and"
        + " then puts, which make the histories longer while they are measured.";
  }

  @Override
  public String bend() {
    return "The revisions of a key stand in one array: the newest is its end, an older one"
        + " is found by halving, so depth costs nothing that can be seen. The curves rise"
        + " because the versions are so many in all, whatever their depth: 50 keys with"
        + " 10,000 each fit into the caches of the processor, where 20,000 do not. And"
        + " the JVM still compiles while the first points are measured.";
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.PER_SECOND, Quantity.P99, Quantity.SERVER_MICROS);
  }

  @Override
  public void measure(Probe probe) throws IOException, InterruptedException {
    for (int depth : DEPTHS) {
      long versions = probe.isBrief() ? BRIEF_VERSIONS : VERSIONS;
      long keys = Math.min(KEYS_MAX, versions / depth);
      String prefix = "h" + depth + "/";
      long oldest = probe.fill(prefix, 0, keys, 1, VALUE_BYTES);
      probe.fill(prefix, 0, keys, depth - 1L, VALUE_BYTES);
      probe.measure(
          depth, load("get, newest", prefix, keys), plan -> CallMaker.reads(plan, 1, false));
      probe.measure(
          depth, load("get, oldest", prefix, keys), plan -> CallMaker.readsAt(plan, oldest));
      probe.measure(depth, load("put", prefix, keys), CallMaker::puts);
    }
  }

  private static Probe.Load load(String name, String prefix, long keys) {
    return new Probe.Load(name, CONNECTIONS, IN_FLIGHT, prefix, keys, VALUE_BYTES);
  }
}
