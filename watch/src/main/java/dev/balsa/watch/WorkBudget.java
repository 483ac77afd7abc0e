package dev.balsa.watch;

/** What one call may still do. */
final class WorkBudget {

  private long units;
  private long bytes;

  WorkBudget(long units, long bytes) {
    this.units = units;
    this.bytes = bytes;
  }

  void charge(long usedUnits, long usedBytes) {
    units -= usedUnits;
    bytes -= usedBytes;
  }

  boolean isLeft() {
    return units > 0 && bytes > 0;
  }
}
