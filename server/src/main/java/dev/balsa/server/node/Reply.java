package dev.balsa.server.node;

import dev.balsa.server.apply.Outcome;
import java.util.function.Consumer;

/** Where the outcome of a proposed command goes. Called exactly once; must not block. */
@FunctionalInterface
public interface Reply {
  void done(Outcome outcome);

  /** The command goes to consensus now. Node agent; perhaps more than once. */
  default void proposed() {}

  /**
   * The command was committed.
   *
   * @param nanos when that was; told later, just before {@link #done}
   */
  default void committed(long nanos) {}

  /** Hears of the same stages, but the outcome goes somewhere else. */
  default Reply instead(Consumer<Outcome> whenDone) {
    Reply stages = this;
    return new Reply() {
      @Override
      public void done(Outcome outcome) {
        whenDone.accept(outcome);
      }

      @Override
      public void proposed() {
        stages.proposed();
      }

      @Override
      public void committed(long nanos) {
        stages.committed(nanos);
      }
    };
  }
}
