package dev.balsa.jepsen.sim;

/** The kinds of trouble. */
enum Fault {
  /** Some members cannot reach some others. */
  PARTITION,
  /** One member hears another, but is not heard. */
  ONE_WAY,
  /** Messages get lost here and there. */
  LOSS,
  /** Messages take their time. */
  DELAY,
  /** A machine loses power; what was not synced is gone, or torn. */
  POWER,
  /** A machine loses power in the middle of an operation of its disk. */
  POWER_IN_WRITE,
  /** All machines lose power at once. */
  BLACKOUT,
  /** A process dies; the machine and what it had in its page cache go on. */
  KILL,
  /** A process is stopped in an orderly way and started again. */
  RESTART,
  /** A process stands still, and then goes on as if nothing had been. */
  PAUSE,
  /** A disk takes its time. */
  SLOW_DISK,
  /** A disk answers an operation with an error. */
  DISK_ERROR,
  /** A disk is full. */
  DISK_FULL,
  /** A clock runs too fast or too slow. */
  DRIFT,
  /** A machine's date jumps. */
  DATE,
  /** Leadership is moved. */
  TRANSFER,
  /** A member is removed, and another one takes its place. */
  REPLACE,
  /** A bit flips in copies of stores that arrive. */
  ROT_IN_COPY,
  /** A bit flips in the log of a member that is down; if it refuses to start, it is replaced. */
  ROT_IN_LOG,
  /** Messages arrive a second time, late, and behind others that left after them. */
  REPEAT;
}
