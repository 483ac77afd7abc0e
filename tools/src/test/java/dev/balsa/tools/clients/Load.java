package dev.balsa.tools.clients;

import java.util.Locale;

/**
 * What a client is made to do.
 *
 * @param inFlight requests that wait for their answers at any time; of watches, how many there are
 *     on the key that is written, so that as many events are under way
 */
record Load(Kind kind, int inFlight) {

  /** Of what kind. */
  enum Kind {
    /** Puts of 64 bytes to 1,000 keys. */
    PUT,
    /** Linearizable reads of one key of 1,000. */
    GET,
    /** One put, and the next one when all watchers have seen it: events count, not puts. */
    WATCH
  }

  static Load parse(String kind, String inFlight) {
    return new Load(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), Integer.parseInt(inFlight));
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ", " + inFlight + " in flight";
  }
}
