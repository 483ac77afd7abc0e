package dev.balsa.mvcc;

/**
 * A lease as replicated data. When it runs out is not known here.
 *
 * @param id never 0
 * @param ttlSeconds the time to live that was granted
 * @param remainingTtlSeconds the last checkpoint of the remaining time; 0 when there is none
 */
public record Lease(long id, long ttlSeconds, long remainingTtlSeconds) {

  static Lease parse(byte[] wire) {
    long id = 0;
    long ttl = 0;
    long remaining = 0;
    Wire.Cursor cursor = new Wire.Cursor(wire);
    while (!cursor.atEnd()) {
      int tag = (int) cursor.varint();
      switch (tag) {
        case 0x08 -> id = cursor.varint();
        case 0x10 -> ttl = cursor.varint();
        case 0x18 -> remaining = cursor.varint();
        default -> cursor.skip(tag & 7);
      }
    }
    return new Lease(id, ttl, remaining);
  }

  /** The bytes of {@code leasepb.Lease}. */
  byte[] wire() {
    byte[] wire =
        new byte
            [Wire.fieldSize(id) + Wire.fieldSize(ttlSeconds) + Wire.fieldSize(remainingTtlSeconds)];
    int at = Wire.putField(wire, 0, 1, id);
    at = Wire.putField(wire, at, 2, ttlSeconds);
    Wire.putField(wire, at, 3, remainingTtlSeconds);
    return wire;
  }
}
