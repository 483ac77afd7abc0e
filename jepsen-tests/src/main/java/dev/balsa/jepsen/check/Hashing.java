package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;

/** Hashes of 64 bits that may be added up in any order. */
final class Hashing {

  private Hashing() {}

  /** Spreads the bits of a number (the finisher of splitmix64). */
  static long mix(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  static long of(KeyVersion kv) {
    long result = mix(of(kv.key()) * 31 + of(kv.value()));
    result = mix(result + kv.createRevision());
    result = mix(result + kv.modRevision());
    result = mix(result + kv.version());
    return mix(result + kv.lease());
  }

  private static long of(String octets) {
    long result = octets.length();
    for (int i = 0; i < octets.length(); i++) {
      result = result * 0x100000001b3L ^ octets.charAt(i);
    }
    return mix(result);
  }
}
