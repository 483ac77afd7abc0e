package dev.balsa.wal;

/** What a record of the log says; the numbers are part of the format. */
public enum RecordType {
  /** Whose log it is; at the head of every segment, always the same bytes. */
  METADATA(1),
  /** One entry of the replicated log. */
  ENTRY(2),
  /** Term, vote and commit index; the last one holds. */
  STATE(3),
  /**
   * The running checksum, without data: at the head of every segment it is handed over from the one
   * before; inside a segment it says that all before it had been synced when it was written.
   */
  CRC(4),
  /** A point of the log up to which the state machine's storage stands for the log. */
  SNAPSHOT(5);

  private final int number;

  RecordType(int number) {
    this.number = number;
  }

  /** The number that stands for this type on disk. */
  public int number() {
    return number;
  }

  /**
   * The type that a number from disk stands for.
   *
   * @throws IllegalArgumentException if no type has that number
   */
  public static RecordType of(long number) {
    for (RecordType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown record type " + number);
  }
}
