package dev.balsa.server.client;

import dev.balsa.server.interop.Subject;
import dev.balsa.server.interop.Subjects;

/** The servers that the client has to get along with. */
enum Server {
  /** One member of Balsa. */
  BALSA,
  /** One member of Debian's etcd. */
  ETCD,
  /** Three members of Balsa, of which the client knows all. */
  THREE;

  /** Starts one; skips the test if it is not installed. */
  Subject start() {
    return switch (this) {
      case BALSA -> Subjects.newest();
      case ETCD -> Subjects.etcd();
      case THREE -> ThreeServers.start();
    };
  }
}
