package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.StateReading;
import java.util.HashMap;
import java.util.Map;

/** The keys of one final reading, by name. */
final class Readings {

  private final Map<String, KeyVersion> byKey = new HashMap<>();

  Readings(StateReading reading) {
    reading.kvs().forEach(kv -> byKey.put(kv.key(), kv));
  }

  /** Null if the member has no such key. */
  KeyVersion get(String key) {
    return byKey.get(key);
  }
}
