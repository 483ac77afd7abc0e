package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.load.CallMaker;
import java.io.IOException;
import java.util.List;

/** More keys in the store. */
final class KeysCurve implements Curve {
  private static final long[] KEYS = {10_000, 100_000, 1_000_000, 10_000_000};
  private static final long BRIEF_KEYS_MAX = 1_000_000;
  private static final int VALUE_BYTES = 64;
  private static final int CONNECTIONS = 10;
  private static final int IN_FLIGHT = 100;
  private static final long LIST_WIDTH = 100;
  private static final String PREFIX = "keys/";

  @Override
  public String id() {
    return "keys";
  }

  @Override
  public String title() {
    return "Keys in the store";
  }

  @Override
  public String axis() {
    return "keys";
  }

  @Override
  public String setup() {
    return "Keys of 21 bytes, values of 64, drawn by chance from all; 100 requests in flight on 10"
        + " connections, lists 10. A list reads 100 neighbouring keys.";
  }

  @Override
  public String bend() {
    return "A key is found in a tree whose depth grows with the logarithm of the keys,"
        + " which puts and gets hardly feel. A list falls where there are too many"
        + " neighbours to keep: of 100,000 keys what was listed before lies ready as"
        + " bytes, of a million hardly anything does, and each of the hundred records is"
        + " read from the store. Memory grows with the keys, for the index is in memory,"
        + " and stays below what the garbage collector was given. Puts get cheaper to the"
        + " right because the process gets older: the JVM compiles while the first points"
        + " are measured.";
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.PER_SECOND, Quantity.P99, Quantity.RESIDENT);
  }

  @Override
  public void measure(Probe probe) throws IOException, InterruptedException {
    long filled = 0;
    for (long keys : KEYS) {
      if (probe.isBrief() && keys > BRIEF_KEYS_MAX) {
        return;
      }
      probe.fill(PREFIX, filled, keys, 1, VALUE_BYTES);
      filled = keys;
      probe.measure(keys, load("put", IN_FLIGHT, keys), CallMaker::puts);
      probe.measure(
          keys,
          load("get, linearizable", IN_FLIGHT, keys),
          plan -> CallMaker.reads(plan, 1, false));
      probe.measure(
          keys,
          load("list of 100", CONNECTIONS, keys),
          plan -> CallMaker.reads(plan, LIST_WIDTH, false));
    }
  }

  private static Probe.Load load(String name, int inFlight, long keys) {
    return new Probe.Load(name, CONNECTIONS, inFlight, PREFIX, keys, VALUE_BYTES);
  }
}
