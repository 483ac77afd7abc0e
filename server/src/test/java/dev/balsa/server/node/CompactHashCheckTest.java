package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.mvcc.HashKv;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CompactHashCheckTest {

  private static final int COMPACTED = 7;

  private static HashKv hash(int hash, long compactRevision) {
    return new HashKv(hash, compactRevision, COMPACTED, COMPACTED);
  }

  private static List<Long> outside(int mine, Map<Long, HashKv> others, int members) {
    return CompactHashCheck.outsideMajority(
        CompactHashCheck.byHash(1, hash(mine, COMPACTED), others), members);
  }

  @Test
  void aMemberOutsideTheMajorityIsNamed() {
    assertEquals(
        List.of(3L), outside(5, Map.of(2L, hash(5, COMPACTED), 3L, hash(6, COMPACTED)), 3));
  }

  @Test
  void aLeaderOutsideTheMajorityIsNamed() {
    assertEquals(
        List.of(1L), outside(5, Map.of(2L, hash(6, COMPACTED), 3L, hash(6, COMPACTED)), 3));
  }

  @Test
  void withoutAMajorityItIsTheWholeCluster() {
    assertEquals(
        List.of(CompactHashCheck.WHOLE_CLUSTER),
        outside(4, Map.of(2L, hash(5, COMPACTED), 3L, hash(6, COMPACTED)), 3));
    assertEquals(
        List.of(CompactHashCheck.WHOLE_CLUSTER), outside(4, Map.of(2L, hash(5, COMPACTED)), 3));
  }

  @Test
  void whoHasCompactedUpToAnotherRevisionSaysNothing() {
    assertEquals(
        Map.of(5, List.of(1L, 2L)),
        CompactHashCheck.byHash(
            1, hash(5, COMPACTED), Map.of(2L, hash(5, COMPACTED), 3L, hash(6, COMPACTED - 1))));
  }
}
