package dev.balsa.jepsen.sim;

import dev.balsa.server.node.NodeConfig;
import dev.balsa.wal.WalConfig;
import dev.balsa.watch.WatchConfig;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a seed draws for itself before anything happens: how large the cluster is, how fast its
 * network and disks are, its limits, its load, and which faults it will suffer.
 *
 * @param members members at the beginning
 * @param heartbeatMillis a tick of consensus
 * @param electionTicks ticks without a leader before a member stands for election
 * @param latencyNanos least time that a message is under way
 * @param jitterNanos most time that is added to it
 * @param bulkBytes messages of entries from this size on travel on the slow lane, where small
 *     messages overtake them
 * @param syncNanos usual time that the disk takes for a batch
 * @param snapshotCount entries between two checkpoints
 * @param catchupEntries entries kept behind a checkpoint
 * @param segmentBytes size of a log file
 * @param watch limits of watching
 * @param quotaBytes size of the store beyond which nothing is taken; 0 for none
 * @param clients how many clients there are
 * @param subscribers how many clients watch
 * @param load what clients ask for
 * @param keys how many keys they share
 * @param thinkMillis mean time between a client's requests
 * @param valueBytes the longest value
 * @param faults the kinds of faults
 * @param faultMillis mean time between two faults
 * @param safetyMillis how long faults go on
 */
record Settings(
    int members,
    long heartbeatMillis,
    int electionTicks,
    long latencyNanos,
    long jitterNanos,
    int bulkBytes,
    long syncNanos,
    long snapshotCount,
    long catchupEntries,
    long segmentBytes,
    WatchConfig watch,
    long quotaBytes,
    int clients,
    int subscribers,
    Load load,
    int keys,
    long thinkMillis,
    int valueBytes,
    Set<Fault> faults,
    long faultMillis,
    long safetyMillis) {

  static final long MILLI = 1_000_000L;

  /** What that seed draws. */
  static Settings draw(long seed) {
    Dice dice = Dice.of(seed, "settings");
    long heartbeat = dice.between(20, 200);
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    int share = (int) dice.between(1, 9); // some seeds know few kinds of trouble, some nearly all
    for (Fault fault : Fault.values()) {
      // The latest kind has a source of its own, so that older seeds stay what they were.
      Dice chance = fault == Fault.REPEAT ? Dice.of(seed, "whether messages repeat") : dice;
      if (chance.nextInt(10) < share) {
        faults.add(fault);
      }
    }
    return new Settings(
        dice.nextInt(3) == 0 ? 5 : 3,
        heartbeat,
        (int) dice.between(8, 12),
        dice.logBetween(20_000, 5 * MILLI),
        dice.logBetween(1_000, 10 * MILLI),
        (int) dice.logBetween(1, 1 << 16),
        dice.logBetween(20_000, 20 * MILLI),
        dice.logBetween(5, 2_000),
        dice.logBetween(1, 2_000),
        dice.logBetween(4_096, 1 << 18),
        watch(dice),
        dice.oneIn(4) ? dice.between(400_000, 800_000) : 0,
        (int) dice.between(2, 10),
        (int) dice.between(0, 4),
        Load.draw(dice),
        (int) dice.logBetween(1, 64),
        dice.logBetween(20, 1_000),
        (int) dice.logBetween(8, 2_048),
        faults,
        dice.logBetween(200, 8_000),
        dice.between(10, 40) * 1_000);
  }

  /** Small limits, so that watchers fall behind and catch up all the time. */
  private static WatchConfig watch(Dice dice) {
    return WatchConfig.DEFAULT
        .withCatchUp((int) dice.logBetween(1, 200), (int) dice.logBetween(64, 1 << 16))
        .withMessageBytes((int) dice.logBetween(64, 1 << 16))
        .withRecent((int) dice.logBetween(0, 512), (int) dice.logBetween(1 << 8, 1 << 20))
        .withProgressIntervalMillis(dice.logBetween(100, 10_000));
  }

  NodeConfig node() {
    return NodeConfig.of(
        heartbeatMillis,
        heartbeatMillis * electionTicks,
        snapshotCount,
        catchupEntries,
        1 << 20,
        quotaBytes);
  }

  WalConfig wal() {
    return WalConfig.DEFAULT
        .withSegmentBytes(segmentBytes)
        .withMaxSegments(2)
        .withAllocateAheadBytes(segmentBytes / 4);
  }

  /** The longest time that an election may need to begin. */
  long electionNanos() {
    return 2L * electionTicks * heartbeatMillis * MILLI;
  }
}
