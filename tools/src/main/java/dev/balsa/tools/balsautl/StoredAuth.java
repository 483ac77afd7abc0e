package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;
import java.nio.charset.StandardCharsets;

/** Whether permissions count in a stored state. */
final class StoredAuth {

  private static final byte[] ENABLED = "authEnabled".getBytes(StandardCharsets.US_ASCII);

  private StoredAuth() {}

  /** Whether authentication is on in a state. */
  static boolean isEnabled(Backend state) {
    byte[] enabled = state.get(Space.AUTH, ENABLED);
    return enabled != null && enabled.length == 1 && enabled[0] == 1;
  }
}
