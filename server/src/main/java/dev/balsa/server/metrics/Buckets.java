package dev.balsa.server.metrics;

/** The bucket bounds that etcd's histograms use. */
final class Buckets {

  private Buckets() {}

  /** 1 ms to 8.192 s: requests, fsyncs, commits. */
  static double[] milliseconds() {
    return doubling(0.001, 14);
  }

  /** 0.1 ms to 52 s: applying. */
  static double[] tenthsOfMilliseconds() {
    return doubling(0.0001, 20);
  }

  /** {@code count} bounds, each twice the one before. */
  static double[] doubling(double first, int count) {
    double[] bounds = new double[count];
    double bound = first;
    for (int i = 0; i < count; i++) {
      bounds[i] = bound;
      bound *= 2;
    }
    return bounds;
  }
}
