package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.HashKVResponse;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.TxnResponse;
import dev.balsa.api.WatchResponse;
import io.grpc.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The differential test can fail: etcd against etcd is clean, and a small lie in the replies of one
 * is found.
 */
class PlantedFaultTest {
  private static final long SEED = 20_260_101;
  private static final int STEPS = 800;

  @BeforeEach
  void etcdIsThere() {
    Programs.assumeOnPath("etcd");
  }

  @Test
  void etcdDoesNotDifferFromItself() {
    assertNull(new Duel(Subjects::etcd).play(Duel.steps(SEED, STEPS)));
  }

  @Test
  void aCountThatIgnoresTheRestBehindTheLimitIsFoundAndCutDown() {
    Duel duel =
        new Duel(
            Subjects::etcd,
            PlantedFault.inMessages(
                RangeResponse.class,
                reply ->
                    reply.getMore()
                        ? reply.toBuilder().setCount(reply.getKvsCount()).build()
                        : reply));
    Duel.Finding found = duel.play(Duel.steps(SEED, STEPS));
    assertNotNull(found);
    Duel.Finding shrunk = duel.shrink(found);
    assertTrue(shrunk.steps().size() <= 10, shrunk::text);
  }

  @Test
  void anotherErrorTextIsFound() {
    isFound(PlantedFault.inEnds(PlantedFaultTest::otherWords));
  }

  private static Status otherWords(Status status) {
    String text = status.getDescription();
    return text != null && text.contains("future revision")
        ? status.withDescription(text + ".")
        : status;
  }

  @Test
  void aMissingEventIsFound() {
    isFound(
        PlantedFault.inMessages(
            WatchResponse.class,
            reply ->
                reply.getEventsCount() > 1
                    ? reply.toBuilder().removeEvents(reply.getEventsCount() - 1).build()
                    : reply));
  }

  @Test
  void aMissingPreviousValueInAnEventIsFound() {
    isFound(
        PlantedFault.inMessages(
            WatchResponse.class,
            reply -> {
              WatchResponse.Builder lying = reply.toBuilder();
              lying.getEventsBuilderList().forEach(event -> event.clearPrevKv());
              return lying.build();
            }));
  }

  @Test
  void aSmallLieInATransactionIsFound() {
    isFound(
        PlantedFault.inMessages(
            TxnResponse.class,
            reply -> {
              TxnResponse.Builder lying = reply.toBuilder();
              lying.getResponsesBuilderList().stream()
                  .filter(op -> op.hasResponseTxn())
                  .forEach(op -> op.getResponseTxnBuilder().setSucceeded(true));
              return lying.build();
            }));
  }

  @Test
  void anotherGrantedTimeIsFound() {
    isFound(
        PlantedFault.inMessages(
            LeaseTimeToLiveResponse.class,
            reply -> reply.toBuilder().setGrantedTTL(reply.getGrantedTTL() + 1).build()));
  }

  @Test
  void anotherHashIsFound() {
    isFound(
        PlantedFault.inMessages(
            HashKVResponse.class, reply -> reply.toBuilder().setHash(reply.getHash() ^ 1).build()));
  }

  private static void isFound(PlantedFault fault) {
    assertNotNull(new Duel(Subjects::etcd, fault).play(Duel.steps(SEED, STEPS)));
  }
}
