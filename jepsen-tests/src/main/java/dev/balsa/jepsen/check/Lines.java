package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;

/** Small texts for explanations. */
final class Lines {

  private Lines() {}

  static String version(KeyVersion kv) {
    return kv == null
        ? "nothing"
        : Octets.quote(kv.key())
            + " = "
            + Octets.quote(kv.value())
            + " (created "
            + kv.createRevision()
            + ", modified "
            + kv.modRevision()
            + ", version "
            + kv.version()
            + (kv.lease() == 0 ? ")" : ", lease " + Long.toHexString(kv.lease()) + ")");
  }
}
