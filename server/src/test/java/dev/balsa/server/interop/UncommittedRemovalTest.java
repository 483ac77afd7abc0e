package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.PutRequest;
import org.junit.jupiter.api.Test;

/** The comparison with etcd waits for etcd's own commit, and for nothing else. */
class UncommittedRemovalTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("k");

  @Test
  void theHashOfAnEmptyKeySpaceIsEtcdsAsSoonAsEtcdHasCommittedItsCompaction() {
    Message[] requests = {
      PutRequest.newBuilder().setKey(KEY).build(),
      PutRequest.newBuilder().setKey(KEY).build(),
      PutRequest.newBuilder().setKey(KEY).build(),
      CompactionRequest.newBuilder().setRevision(3).build(),
      DeleteRangeRequest.newBuilder().setKey(KEY).build(),
      HashKVRequest.getDefaultInstance(),
    };
    try (Lockstep lockstep =
        new Lockstep(() -> EtcdProcess.start("--backend-batch-interval=1s"), Subjects::balsa)) {
      for (Message request : requests) {
        assertNull(lockstep.call(request));
      }
    }
  }
}
