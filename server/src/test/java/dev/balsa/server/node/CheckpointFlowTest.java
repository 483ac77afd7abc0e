package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.balsa.mvcc.Store;
import dev.balsa.raft.Members;
import dev.balsa.server.env.ManualEnvironment;
import dev.balsa.server.store.MemoryHome;
import dev.balsa.wal.disk.SimulatedDisk;
import java.lang.reflect.Proxy;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CheckpointFlowTest {

  private static final long EVERY_ENTRIES = 100;
  private static final Members SELF = Members.ofVoters(7L);

  private final ManualEnvironment environment =
      new ManualEnvironment(new SimulatedDisk(new SplittableRandom(1)), 1);
  private final MemoryHome memory = new MemoryHome();
  private final Store store = memory.open(0);
  private int saved;

  /** Counts how often it could save what makes the next start quick. */
  private final StoreHome home =
      (StoreHome)
          Proxy.newProxyInstance(
              StoreHome.class.getClassLoader(),
              new Class<?>[] {StoreHome.class},
              (proxy, method, arguments) -> {
                assertEquals("flushed", method.getName());
                saved++;
                return null;
              });

  private final Inbox inbox = new Inbox(8);
  private final CheckpointFlow flow =
      new CheckpointFlow(
          store,
          home,
          environment,
          inbox,
          EVERY_ENTRIES,
          Long.MAX_VALUE,
          new CheckpointFlow.Replayed(0, 0),
          failure -> {
            throw new AssertionError(failure);
          });

  CheckpointFlowTest() {
    inbox.wakes(() -> {});
  }

  private void runBackground() throws Exception {
    environment.step(); // there are no agents, so this is a task
  }

  @Test
  void aCheckpointThatTheBackgroundHadNoRoomForIsAskedForWithTheNextBatch() throws Exception {
    environment.choresToRefuse = 1;
    flow.applied(EVERY_ENTRIES, 1, 10);
    flow.start(assertInstanceOf(NodeEvent.CheckpointDue.class, inbox.pollNotice()), SELF);
    runBackground();
    assertNull(inbox.pollNotice(), "it was refused");

    flow.applied(EVERY_ENTRIES + 1, 1, 10);
    NodeEvent.CheckpointDue again =
        assertInstanceOf(NodeEvent.CheckpointDue.class, inbox.pollNotice());
    assertEquals(EVERY_ENTRIES + 1, again.index());
    flow.start(again, SELF);
    runBackground();
    NodeEvent.StoreFlushed flushed =
        assertInstanceOf(NodeEvent.StoreFlushed.class, inbox.pollNotice());
    assertEquals(EVERY_ENTRIES + 1, flushed.mark().index());
    assertEquals(0, saved, "the flush is told at once, however long the saving takes");
    runBackground();
    assertEquals(1, saved);
    flow.finished(EVERY_ENTRIES + 1);
    flow.applied(EVERY_ENTRIES + 2, 1, 10);
    assertNull(inbox.pollNotice(), "the next one is a hundred entries away");
  }

  @Test
  void theEndOfAnOvertakenCheckpointIsNotTheEndOfTheNextOne() {
    flow.applied(100, 1, 10);
    assertEquals(100, due());
    flow.overtaken(150); // a copy came, while the flush goes on
    flow.installed(150);
    flow.applied(250, 1, 10);
    assertEquals(250, due());
    flow.finished(100); // now the flush has ended, and was for nothing
    flow.applied(350, 1, 10);
    assertNull(inbox.pollNotice(), "one is under way");
    flow.finished(250);
    flow.applied(351, 1, 10);
    assertEquals(351, due());
  }

  private long due() {
    return assertInstanceOf(NodeEvent.CheckpointDue.class, inbox.pollNotice()).index();
  }
}
