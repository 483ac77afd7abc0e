package dev.balsa.server.tracing;

import dev.balsa.embedded.EmbeddedBalsa;

/** A server and a client that write and read, each on its way through a port. */
public final class ServeOnce implements Runnable {

  @Override
  public void run() {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().listen().start()) {
      balsa.client().kv().put("k", "v").await();
      balsa.client().kv().get("k").await();
    }
  }
}
