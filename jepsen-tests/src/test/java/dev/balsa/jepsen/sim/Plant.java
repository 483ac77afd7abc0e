package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.Request;
import dev.balsa.jepsen.history.WatchEvent;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.server.env.Clock;
import dev.balsa.server.node.Replica;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import dev.balsa.watch.WatchMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/** Bugs that are planted between a member and its world, or between it and its clients. */
enum Plant {
  VOTE_NOT_SYNCED,
  ACKNOWLEDGED_BEFORE_FSYNC,
  STALE_READ,
  LOST_TAIL,
  APPLIED_TWICE,
  INDEX_AHEAD_OF_DATA,
  LEASE_REVOKED_EARLY,
  WATCHER_SKIPS_A_REVISION,
  PROGRESS_OVERTAKES_EVENTS,
  PREV_KV_OF_WRONG_REVISION,
  COMPACTION_DROPS_LIVE_VERSION,
  SNAPSHOT_WITHOUT_NEWEST_BATCH,
  VOTE_FORGOTTEN("vote"),
  ENTRIES_MIXED_UP("log-matching"),
  COMMITTED_TOO_EARLY("committed-prefix");

  /** The check that has to find it; null if any may. */
  final String check;

  Plant() {
    this(null);
  }

  Plant(String check) {
    this.check = check;
  }

  /** The world with the bug in it. */
  Seams seams() {
    return switch (this) {
      case VOTE_NOT_SYNCED -> new VoteNotSynced();
      case ACKNOWLEDGED_BEFORE_FSYNC -> new AcknowledgedBeforeFsync();
      case STALE_READ -> new StaleRead();
      case LOST_TAIL -> new LostTail();
      case APPLIED_TWICE -> new AppliedTwice();
      case INDEX_AHEAD_OF_DATA -> new IndexAheadOfData();
      case LEASE_REVOKED_EARLY -> new LeaseRevokedEarly();
      case WATCHER_SKIPS_A_REVISION -> new WatcherSkips();
      case PROGRESS_OVERTAKES_EVENTS -> new ProgressOvertakes();
      case PREV_KV_OF_WRONG_REVISION -> new WrongPrevKv();
      case COMPACTION_DROPS_LIVE_VERSION -> new CompactionDrops();
      case SNAPSHOT_WITHOUT_NEWEST_BATCH -> new SnapshotWithoutNewest();
      case VOTE_FORGOTTEN -> new PlantedMessages.VoteForgotten();
      case ENTRIES_MIXED_UP -> new PlantedMessages.EntriesMixedUp();
      case COMMITTED_TOO_EARLY -> new PlantedMessages.CommittedTooEarly();
    };
  }

  /** Whether this run has found it. */
  boolean isFoundIn(SeedResult result) {
    return !result.isClean() && (check == null || check.equals(result.broken().checker()));
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static final byte[] APPLIED_INDEX = name("consistent_index");
  private static final byte[] COMPACTION = name("scheduledCompactRev");

  /** A batch with nothing but term and vote in it is written, and not synced. */
  private static final class VoteNotSynced extends Seams {
    private static final int HARD_STATE_BYTES = 80;

    @Override
    Disk disk(Machine machine, Disk real) {
      return new LyingDisk(real) {
        @Override
        boolean pretends(long writtenBytes) {
          return writtenBytes <= HARD_STATE_BYTES;
        }
      };
    }
  }

  /** Only every second sync is one. */
  private static final class AcknowledgedBeforeFsync extends Seams {
    @Override
    Disk disk(Machine machine, Disk real) {
      return new LyingDisk(real) {
        private boolean pretend;

        @Override
        boolean pretends(long writtenBytes) {
          pretend = !pretend;
          return pretend;
        }
      };
    }
  }

  /** A member answers linearizable reads from what it has, without asking anybody. */
  private static final class StaleRead extends Seams {
    @Override
    Counter counter(Replica replica) {
      return new Counter(replica) {
        @Override
        void serve(Request request, Answer answer) {
          Request served = request;
          if (request instanceof Request.Range range) {
            served =
                new Request.Range(
                    range.key(),
                    range.end(),
                    range.revision(),
                    range.limit(),
                    true,
                    range.keysOnly(),
                    range.countOnly());
          }
          super.serve(served, answer);
        }
      };
    }
  }

  /** The last sector of the log is gone when the process starts. */
  private static final class LostTail extends Seams {
    private static final int SECTOR_BYTES = 512;

    @Override
    void beforeBoot(Machine machine) {
      try {
        Disk disk = machine.platter();
        if (!disk.exists(Machine.WAL)) {
          return;
        }
        String last =
            disk.list(Machine.WAL).stream()
                .filter(file -> file.endsWith(".wal"))
                .reduce((one, other) -> other)
                .orElse(null);
        if (last != null) {
          zeroLastSector(disk, Machine.WAL.resolve(last));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void zeroLastSector(Disk disk, Path path) throws IOException {
      try (DiskFile file = disk.open(path, Disk.Access.WRITE)) {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR_BYTES);
        for (long at = file.sizeBytes() / SECTOR_BYTES; at > 1; at--) {
          sector.clear();
          file.read(sector, at * SECTOR_BYTES);
          byte[] zeros = new byte[SECTOR_BYTES];
          if (!Arrays.equals(sector.array(), zeros)) {
            file.write(ByteBuffer.wrap(zeros), at * SECTOR_BYTES);
            file.sync();
            return;
          }
        }
      }
    }
  }

  /** A store says that it has applied one entry less than it has. */
  private static final class AppliedTwice extends Seams {
    @Override
    Backend backend(Machine machine, MemoryBackend real) {
      return new PassingBackend(real) {
        @Override
        public byte[] get(Space space, byte[] key) {
          byte[] value = super.get(space, key);
          if (value == null || space != Space.META || !Arrays.equals(key, APPLIED_INDEX)) {
            return value;
          }
          long index = ByteBuffer.wrap(value).getLong();
          return ByteBuffer.allocate(Long.BYTES).putLong(Math.max(0, index - 1)).array();
        }
      };
    }
  }

  /** The applied index survives a crash, the data that it stands for does not. */
  private static final class IndexAheadOfData extends Seams {
    @Override
    MemoryBackend survivor(MemoryBackend live, boolean closed) {
      byte[] index = closed ? null : live.get(Space.META, APPLIED_INDEX);
      MemoryBackend survivor = live.crashed();
      if (index != null && survivor.get(Space.META, APPLIED_INDEX) != null) {
        Batch batch = new Batch();
        batch.put(Space.META, APPLIED_INDEX, index);
        survivor.write(batch);
        survivor.flush();
      }
      return survivor;
    }
  }

  /** A second after a member has become the leader its leases lose five seconds. */
  private static final class LeaseRevokedEarly extends Seams {
    private static final long SECOND_NANOS = 1_000_000_000L;

    @Override
    Clock clock(Machine machine, Clock real) {
      return new Clock() {
        private long terms;
        private boolean led;
        private long jumpAtNanos = Long.MAX_VALUE;

        @Override
        public long nanoTime() {
          long now = real.nanoTime();
          boolean leads = machine.leads();
          if (leads && !led) {
            jumpAtNanos = now + SECOND_NANOS;
          } else if (leads && now >= jumpAtNanos) {
            jumpAtNanos = Long.MAX_VALUE;
            terms++;
          }
          led = leads;
          return now + terms * 5 * SECOND_NANOS;
        }

        @Override
        public long wallMillis() {
          return real.wallMillis();
        }
      };
    }
  }

  /** The second message with events on a stream is lost. */
  private static final class WatcherSkips extends Seams {
    private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();

    @Override
    List<WatchMessage> messages(Object stream, WatchMessage message) {
      boolean isSecond = !message.events().isEmpty() && seen.merge(stream, 1, Integer::sum) == 2;
      return isSecond ? List.of() : List.of(message);
    }
  }

  /** Events wait until the next message, and let it pass if it tells progress. */
  private static final class ProgressOvertakes extends Seams {
    private final IdentityHashMap<Object, WatchMessage> held = new IdentityHashMap<>();

    @Override
    List<WatchMessage> messages(Object stream, WatchMessage message) {
      List<WatchMessage> out = new ArrayList<>();
      WatchMessage waiting = held.remove(stream);
      if (waiting != null && message.isProgress()) {
        return List.of(message, waiting);
      }
      if (waiting != null) {
        out.add(waiting);
      }
      if (message.events().isEmpty()) {
        out.add(message);
      } else {
        held.put(stream, message);
      }
      return out;
    }
  }

  /** What comes as the value from before is the value from after. */
  private static final class WrongPrevKv extends Seams {
    @Override
    List<WatchEvent> events(List<WatchEvent> events) {
      List<WatchEvent> wrong = new ArrayList<>();
      for (WatchEvent event : events) {
        boolean isChange = event.prev() != null && !event.delete();
        wrong.add(isChange ? WatchEvent.put(event.kv(), event.kv()) : event);
      }
      return wrong;
    }
  }

  /** A compaction takes the newest version that it may not take along. */
  private static final class CompactionDrops extends Seams {
    @Override
    Backend backend(Machine machine, MemoryBackend real) {
      return new PassingBackend(real) {
        @Override
        public void write(Batch batch) {
          byte[] before = real.get(Space.META, COMPACTION);
          super.write(batch);
          byte[] after = real.get(Space.META, COMPACTION);
          if (after != null && !Arrays.equals(before, after)) {
            drop(after);
          }
        }

        private void drop(byte[] mark) {
          byte[] behind = mark.clone();
          behind[behind.length - 1]++;
          byte[][] last = {null};
          real.scan(
              Space.KEY,
              null,
              behind,
              (key, value) -> {
                last[0] = key;
                return true;
              });
          if (last[0] != null) {
            Batch more = new Batch();
            more.delete(Space.KEY, last[0]);
            real.write(more);
          }
        }
      };
    }
  }

  /** The newest change is not in a copy of the store, though its mark says so. */
  private static final class SnapshotWithoutNewest extends Seams {
    @Override
    void copied(MemoryBackend copy) {
      byte[][] last = {null};
      copy.scan(
          Space.KEY,
          null,
          null,
          (key, value) -> {
            last[0] = key;
            return true;
          });
      if (last[0] != null) {
        Batch batch = new Batch();
        batch.delete(Space.KEY, last[0]);
        copy.write(batch);
      }
    }
  }
}
