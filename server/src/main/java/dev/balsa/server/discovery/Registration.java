package dev.balsa.server.discovery;

import dev.balsa.api.KeyValue;

/**
 * One member, as the registry has it.
 *
 * @param key where it stands
 * @param members what it says of itself, {@code name=url}, once for each of its addresses
 * @param since the revision at which it came: who comes first, is in
 */
record Registration(String key, String members, long since) {

  static Registration of(KeyValue kv) {
    return new Registration(
        kv.getKey().toStringUtf8().strip(),
        kv.getValue().toStringUtf8().strip(),
        kv.getCreateRevision());
  }

  boolean isReadable() {
    return members.indexOf('=') > 0;
  }

  String name() {
    return members.substring(0, members.indexOf('='));
  }
}
