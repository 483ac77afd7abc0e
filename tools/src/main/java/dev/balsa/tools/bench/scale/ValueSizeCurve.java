package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.load.CallMaker;
import java.io.IOException;
import java.util.List;

/** Larger values. */
final class ValueSizeCurve implements Curve {
  private static final int[] BYTES = {
    16, 64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20
  };
  private static final int[] BRIEF_BYTES = {16, 256, 4 << 10, 64 << 10, 1 << 20};
  private static final long STORED_BYTES = 64 << 20;
  private static final long KEYS_MAX = 10_000;
  private static final int CONNECTIONS = 4;
  private static final int IN_FLIGHT = 32;

  @Override
  public String id() {
    return "value-size";
  }

  @Override
  public String title() {
    return "Size of a value";
  }

  @Override
  public String axis() {
    return "bytes of a value";
  }

  @Override
  public String setup() {
    return "Values of random bytes, which nothing makes smaller; 64 MiB of them or 10,000 keys,"
        + " drawn by chance; 32 requests in flight on 4 connections.";
  }

  @Override
  public String bend() {
    return "Up to some KiB the request costs more than its bytes, and the rate stays. Beyond, every"
        + " byte is written to the log, to a file of the store and again when files are"
        + " merged, and the rate falls as the size grows while the bytes a second stay.";
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.PER_SECOND, Quantity.P99, Quantity.MEBIBYTES_PER_SECOND);
  }

  @Override
  public void measure(Probe probe) throws IOException, InterruptedException {
    for (int bytes : probe.isBrief() ? BRIEF_BYTES : BYTES) {
      long keys = Math.min(KEYS_MAX, STORED_BYTES / bytes);
      String prefix = "v" + bytes + "/";
      probe.fill(load("fill", prefix, keys, bytes));
      probe.measure(bytes, load("put", prefix, keys, bytes), CallMaker::randomPuts);
      probe.measure(
          bytes,
          load("get, linearizable", prefix, keys, bytes),
          plan -> CallMaker.reads(plan, 1, false));
    }
  }

  private static Probe.Load load(String name, String prefix, long keys, int bytes) {
    return new Probe.Load(name, CONNECTIONS, IN_FLIGHT, prefix, keys, bytes);
  }
}
