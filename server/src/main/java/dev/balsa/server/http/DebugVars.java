package dev.balsa.server.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.balsa.server.node.Replica;
import dev.balsa.server.node.ReplicaStatus;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** {@code /debug/vars}: what etcd publishes there, as far as it means something in a JVM. */
final class DebugVars {

  private DebugVars() {}

  static HttpAnswer answer(Replica replica) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return HttpAnswer.ok(
        HttpAnswer.JSON + "; charset=utf-8",
        "{\n\"file_descriptor_limit\": "
            + descriptorLimit()
            + ",\n\"memstats\": {\"HeapAlloc\":"
            + heap.getUsed()
            + ",\"HeapSys\":"
            + heap.getCommitted()
            + "},\n\"raft.status\": "
            + raft(replica.memberId(), replica.status())
            + "\n}\n");
  }

  private static String raft(long memberId, ReplicaStatus status) {
    String state =
        status.leader() ? "StateLeader" : status.learner() ? "StateLearner" : "StateFollower";
    return "{\"id\":\""
        + Long.toHexString(memberId)
        + "\",\"term\":"
        + status.term()
        + ",\"commit\":"
        + status.committedIndex()
        + ",\"lead\":\""
        + Long.toHexString(status.leaderId())
        + "\",\"raftState\":\""
        + state
        + "\",\"applied\":"
        + status.appliedIndex()
        + "}";
  }

  private static long descriptorLimit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 0;
  }
}
