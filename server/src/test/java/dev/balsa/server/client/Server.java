package dev.balsa.server.client;

import dev.balsa.server.interop.Subject;
import dev.balsa.server.interop.Subjects;

/** The servers that the client has to get along with. */
enum Server {
  BALSA,
  ETCD;

  /** Starts one; skips the test if it is not installed. */
  Subject start() {
    return this == BALSA ? Subjects.newest() : Subjects.etcd();
  }
}
