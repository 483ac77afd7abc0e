package dev.balsa.server.tracing;

import dev.balsa.embedded.EmbeddedBalsa;

/** A server that is to record its calls. */
public final class ServeTraced implements Runnable {

  @Override
  public void run() {
    EmbeddedBalsa.builder().flag("enable-distributed-tracing", "true").start().close();
  }
}
