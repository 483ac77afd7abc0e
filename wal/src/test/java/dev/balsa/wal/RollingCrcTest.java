package dev.balsa.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RollingCrcTest {

  @Test
  void theStandardsCheckValueComesOut() {
    RollingCrc crc = new RollingCrc();
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    crc.update(digits, 0, 4);
    crc.update(digits, 4, 5);
    assertEquals(0xe3069283, crc.value());
  }

  @Property
  void itGoesOnFromAnyValueAsIfItHadNeverStopped(@ForAll byte[] before, @ForAll byte[] after) {
    CRC32C whole = new CRC32C();
    whole.update(before);
    RollingCrc crc = new RollingCrc();
    crc.seed((int) whole.getValue());
    assertEquals((int) whole.getValue(), crc.value());
    crc.update(after, 0, after.length);
    whole.update(after);
    assertEquals((int) whole.getValue(), crc.value());
  }

  @Property
  void anyNumberCanBeItsValue(@ForAll int seed) {
    RollingCrc crc = new RollingCrc();
    crc.seed(seed);
    assertEquals(seed, crc.value());
  }
}
