package dev.balsa.mvcc.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RocksConfigTest {

  @Test
  void allOfTheEnginesMemoryIsAQuarterOfASmallHeap() {
    RocksConfig config = RocksConfig.forHeap(256L << 20);
    long bytes = config.writeBuffers() * config.writeBufferBytes() + config.blockCacheBytes();
    assertEquals(64L << 20, bytes);
  }

  @Test
  void aHeapOfAGibibyteAndMoreHasTheDefault() {
    assertEquals(RocksConfig.DEFAULT, RocksConfig.forHeap(1L << 30));
    assertEquals(RocksConfig.DEFAULT, RocksConfig.forHeap(64L << 30));
  }

  @Test
  void aTinyHeapHasBuffersThatAreWorthAFile() {
    assertEquals(4L << 20, RocksConfig.forHeap(16L << 20).writeBufferBytes());
  }
}
