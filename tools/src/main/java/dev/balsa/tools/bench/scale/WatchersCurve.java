package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.load.WatchPlan;
import java.io.IOException;
import java.util.List;

/** More watchers: all of one prefix, and each of a key of its own. */
final class WatchersCurve implements Curve {
  private static final int[] WATCHERS = {1, 10, 100, 1_000, 10_000, 100_000};
  private static final int CONNECTIONS_MAX = 10;
  private static final int IN_FLIGHT = 100;
  private static final int VALUE_BYTES = 64;

  /** Events on their way, so that an event of many watchers is not older for that alone. */
  private static final int EVENTS_UNDER_WAY = 20_000;

  @Override
  public String id() {
    return "watchers";
  }

  @Override
  public String title() {
    return "Watchers";
  }

  @Override
  public String axis() {
    return "watchers";
  }

  @Override
  public String setup() {
    return "Watchers on up to 10 streams, of one prefix (every put is an event for each of them) or"
        + " of a key each (every put is one event). As many puts as the slowest watcher keeps up"
        + " with, 100 ahead of it at most, and no more than 20,000 events but for one put. p99 is"
        + " the age of an event, from put to arrival.";
  }

  @Override
  public String bend() {
    return "Of one prefix: watchers that want the same are one group, matched once, and the bytes"
        + " of an event are made once for all of them, so an event costs less the more"
        + " watch. With few watchers the puts are the limit, with many the bytes that leave"
        + " through gRPC; an age is then the time that all events under way take. Of a key"
        + " each: a put finds its one watcher in a tree, however many others there are.";
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.EVENTS_PER_SECOND, Quantity.P99, Quantity.SERVER_MICROS);
  }

  @Override
  public void measure(Probe probe) throws IOException, InterruptedException {
    for (int watchers : WATCHERS) {
      int streams = Math.min(watchers, CONNECTIONS_MAX);
      int window = Math.max(1, Math.min(IN_FLIGHT, EVENTS_UNDER_WAY / watchers));
      probe.measure(
          watchers,
          new Probe.Load("of one prefix", streams, IN_FLIGHT, "all/", watchers, VALUE_BYTES),
          new WatchPlan(watchers, streams, false, window));
      probe.measure(
          watchers,
          new Probe.Load("of a key each", streams, IN_FLIGHT, "each/", watchers, VALUE_BYTES),
          new WatchPlan(watchers, streams, true, IN_FLIGHT));
    }
  }
}
