package dev.balsa.server.peer;

import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberListResponse;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.logging.Log;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the members of a cluster who they are, before this member is one of them. Blocks. */
public final class ClusterLookup {

  private static final Log LOG = Log.of(ClusterLookup.class);

  /**
   * What a member answered.
   *
   * @param members as far as the one that was asked has applied the log
   */
  public record Found(long clusterId, List<MemberInfo> members) {
    public Found {
      members = List.copyOf(members);
    }
  }

  private ClusterLookup() {}

  /**
   * Asks one after the other until somebody answers.
   *
   * @param transport whose threads are used
   * @param patienceMillis how long each of them may take
   * @return null if nobody does
   */
  public static Found ask(PeerTransport transport, List<URI> peerUrls, long patienceMillis) {
    PeerLoops loops = transport.loops();
    for (URI url : peerUrls) {
      ManagedChannel channel =
          RemoteMember.channel(url, loops, loops.messages(), (int) patienceMillis);
      try {
        MemberListResponse answer =
            ClientCalls.blockingUnaryCall(
                channel,
                PeerMethods.MEMBERS,
                CallOptions.DEFAULT.withDeadlineAfter(patienceMillis, TimeUnit.MILLISECONDS),
                MemberListRequest.getDefaultInstance());
        List<MemberInfo> members = MemberWire.fromWire(answer.getMembersList());
        if (!members.isEmpty()) {
          return new Found(answer.getHeader().getClusterId(), members);
        }
      } catch (StatusRuntimeException e) {
        LOG.debug("no answer about the members", "url", url, "status", e.getStatus());
      } finally {
        channel.shutdownNow();
      }
    }
    return null;
  }
}
