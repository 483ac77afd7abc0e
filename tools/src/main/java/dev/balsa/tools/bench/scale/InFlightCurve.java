package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.load.CallMaker;
import java.io.IOException;
import java.util.List;

/** More requests at a time. */
final class InFlightCurve implements Curve {
  private static final int[] IN_FLIGHT = {1, 4, 16, 64, 256, 1_024, 4_096};
  private static final int CONNECTIONS_MAX = 32;
  private static final long KEYS = 100_000;
  private static final int VALUE_BYTES = 100;
  private static final String PREFIX = "flight/";

  @Override
  public String id() {
    return "in-flight";
  }

  @Override
  public String title() {
    return "Requests under way at a time";
  }

  @Override
  public String axis() {
    return "requests in flight";
  }

  @Override
  public String setup() {
    return "100,000 keys with values of 100 bytes, drawn by chance; up to 32 connections.";
  }

  @Override
  public String bend() {
    return "Up to a few hundred, one write of the log takes all puts that have gathered while the"
        + " one before it was synced, so the rate grows with what is under way and the"
        + " latency hardly does. From there on the processor is busy, and more under way"
        + " only waits longer. Gets wait for no disk and reach that point sooner.";
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.PER_SECOND, Quantity.P99, Quantity.SERVER_MICROS);
  }

  @Override
  public void measure(Probe probe) throws IOException, InterruptedException {
    probe.fill(PREFIX, 0, KEYS, 1, VALUE_BYTES);
    for (int inFlight : IN_FLIGHT) {
      int connections = Math.min(inFlight, CONNECTIONS_MAX);
      probe.measure(inFlight, load("put", connections, inFlight), CallMaker::puts);
      probe.measure(
          inFlight,
          load("get, linearizable", connections, inFlight),
          plan -> CallMaker.reads(plan, 1, false));
    }
  }

  private static Probe.Load load(String name, int connections, int inFlight) {
    return new Probe.Load(name, connections, inFlight, PREFIX, KEYS, VALUE_BYTES);
  }
}
