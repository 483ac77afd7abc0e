package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemberIdsTest {

  @Test
  void theDefaultMemberHasTheIdsThatEtcdGivesIt() {
    long member = MemberIds.memberId(List.of("http://localhost:2380"), "etcd-cluster", null);
    assertEquals("8e9e05c52164694d", Long.toHexString(member));
    assertEquals("cdf818194e3a8c32", Long.toHexString(MemberIds.clusterId(List.of(member))));
  }

  @Test
  void theOrderOfUrlsAndMembersDoesNotMatter() {
    assertEquals(
        MemberIds.memberId(List.of("http://a:1", "http://b:2"), "t", 7L),
        MemberIds.memberId(List.of("http://b:2", "http://a:1"), "t", 7L));
    assertEquals(MemberIds.clusterId(List.of(-1L, 5L)), MemberIds.clusterId(List.of(5L, -1L)));
  }
}
