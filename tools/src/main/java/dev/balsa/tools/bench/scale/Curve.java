package dev.balsa.tools.bench.scale;

import java.io.IOException;
import java.util.List;

/** What happens to a server while one quantity grows. */
interface Curve {
  /** All of them, in the order of the page. */
  List<Curve> ALL =
      List.of(
          new InFlightCurve(),
          new KeysCurve(),
          new WatchersCurve(),
          new ValueSizeCurve(),
          new HistoryCurve());

  /** How it is asked for. */
  String id();

  /** What it is, for readers. */
  String title();

  /** The quantity that grows. */
  String axis();

  /** How it is measured. */
  String setup();

  /** Where Balsa's curve bends, and why. */
  String bend();

  /** What is plotted, three at most. */
  List<Quantity> quantities();

  /**
   * Measures it.
   *
   * @throws IOException if the server cannot be reached or goes away
   */
  void measure(Probe probe) throws IOException, InterruptedException;
}
