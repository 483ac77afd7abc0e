package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.raft.Members;
import dev.balsa.raft.RaftConfig;
import dev.balsa.raft.RaftCore;
import dev.balsa.raft.Restored;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.wal.Recovered;
import dev.balsa.wal.Wal;
import dev.balsa.wal.WalConfig;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogWriterTest {

  private static final Path WAL = Path.of("/wal");
  private static final Members SELF = Members.ofVoters(1L);
  private static final long LAST = 300;

  private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
  private final PeerLink nobody = PeerNetwork.NONE.join(null);
  private final List<Entry> entries = new ArrayList<>();
  private final RaftCore core;
  private final WalAgent agent;
  private final LogWriter log;

  LogWriterTest() throws IOException {
    for (long index = 1; index <= LAST; index++) {
      entries.add(new Entry(1, index, EntryType.NORMAL, new byte[1]));
    }
    HardState state = new HardState(1, 1, LAST);
    Wal wal = Wal.create(disk, WAL, WalConfig.DEFAULT, new byte[0]);
    wal.append(state, entries, true);
    core =
        new RaftCore(
            RaftConfig.builder(1).build(),
            new SplittableRandom(1),
            new Restored(state, SnapshotMark.EMPTY, SELF, entries, LAST));
    agent =
        new WalAgent(
            wal,
            new Metrics(),
            failure -> {
              throw new AssertionError(failure);
            });
    log = new LogWriter(agent);
    log.wakes(new Waker());
  }

  private static SnapshotMark mark(long index) {
    return new SnapshotMark(index, 1, SELF);
  }

  @Test
  void anOlderMarkThanTheNewestIsNotTakenAnyMore() throws IOException {
    assertTrue(log.save(mark(200)));
    assertFalse(log.save(mark(100)), "a newer one waits to be written");
    assertEquals(1, log.writeNext(core));
    agent.write();
    assertEquals(200, log.takeDurable(nobody).mark().index());
    assertFalse(log.save(mark(100)), "a newer one is written");
    assertFalse(log.save(mark(200)), "it is written");
    assertTrue(log.save(mark(LAST)));
    log.writeNext(core);
    agent.write();
    agent.onClose();
    Recovered again = Wal.open(disk, WAL, WalConfig.DEFAULT);
    again.wal().close();
    assertEquals(LAST, again.snapshot().index());
  }
}
