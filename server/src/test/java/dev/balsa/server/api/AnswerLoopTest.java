package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Where a step runs that another thread has made possible. */
class AnswerLoopTest {
  private final List<String> done = new ArrayList<>();
  private final List<Runnable> handedOver = new ArrayList<>();

  @Test
  void aStepFromAnotherThreadWaitsForTheConnectionsOwn() {
    AnswerLoop loop = new AnswerLoop(handedOver::add, () -> false);
    loop.run(() -> done.add("answered"));
    assertEquals(List.of(), done);
    handedOver.forEach(Runnable::run);
    assertEquals(List.of("answered"), done);
  }

  @Test
  void aStepOnTheConnectionsOwnThreadRunsAtOnce() {
    new AnswerLoop(handedOver::add, () -> true).run(() -> done.add("answered"));
    assertEquals(List.of("answered"), done);
    assertEquals(List.of(), handedOver);
  }

  @Test
  void aStepRunsWhereItIsWhenTheConnectionsThreadHasEnded() {
    AnswerLoop ended =
        new AnswerLoop(
            step -> {
              throw new RejectedExecutionException("ended");
            },
            () -> false);
    ended.run(() -> done.add("ended"));
    assertEquals(List.of("ended"), done);
  }

  @Test
  void aTransportWithoutAThreadOfItsOwnAnswersWhereItIs() {
    AnswerLoop.of(Attributes.EMPTY).run(() -> done.add("answered"));
    assertEquals(List.of("answered"), done);
  }
}
