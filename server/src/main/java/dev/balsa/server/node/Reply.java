package dev.balsa.server.node;

import dev.balsa.server.apply.Outcome;

/** Where the outcome of a proposed command goes. Called exactly once; must not block. */
@FunctionalInterface
public interface Reply {
  void done(Outcome outcome);
}
