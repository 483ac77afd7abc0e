package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Says it aloud when data that only some users may see goes to where nobody asks who they are. */
final class AuthWarning {

  private static final byte[] ENABLED = "authEnabled".getBytes(StandardCharsets.US_ASCII);

  private AuthWarning() {}

  /** Whether authentication is on in a state. */
  static boolean isEnabled(Backend state) {
    byte[] enabled = state.get(Space.AUTH, ENABLED);
    return enabled != null && enabled.length == 1 && enabled[0] == 1;
  }

  static void print(Backend state, PrintWriter err) {
    if (isEnabled(state)) {
      err.println(
          "balsautl: warning: authentication is on in this data; its users and roles are kept, but a"
              + " server of a version without authentication serves everybody");
      err.flush();
    }
  }
}
