package dev.balsa.server.discovery;

import java.util.Comparator;

/**
 * Where a service is, as DNS says (RFC 2782).
 *
 * @param target a host, as a rule with a dot at its end
 */
record SrvRecord(int priority, int weight, int port, String target) {

  /** The same order whatever order the name server answers in. */
  static final Comparator<SrvRecord> ORDER =
      Comparator.comparingInt(SrvRecord::priority)
          .thenComparing(Comparator.comparingInt(SrvRecord::weight).reversed())
          .thenComparing(SrvRecord::target)
          .thenComparingInt(SrvRecord::port);

  /**
   * Reads {@code 0 0 2380 m1.example.com.}.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  static SrvRecord parse(String text) {
    String[] words = text.strip().split("\\s+", -1);
    if (words.length != 4) {
      throw new IllegalArgumentException("not an SRV record: " + text);
    }
    return new SrvRecord(
        Integer.parseInt(words[0]),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        words[3]);
  }

  /** Without the dot. */
  String host() {
    return target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
  }
}
