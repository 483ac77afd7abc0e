package dev.balsa.server.api;

import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.Member;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberListResponse;
import dev.balsa.server.apply.MemberInfo;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;

/** {@code etcdserverpb.Cluster}. Its headers carry no revision. */
final class ClusterService {

  private final ApiContext context;
  private final Reads reads;

  ClusterService(ApiContext context) {
    this.context = context;
    this.reads = new Reads(context);
  }

  ServerServiceDefinition bind(Binder binder) {
    return binder
        .service(ClusterGrpc.SERVICE_NAME)
        .unary(ClusterGrpc.getMemberListMethod(), this::memberList)
        .build();
  }

  private void memberList(byte[] bytes, UnaryCall call) throws IOException {
    boolean linearizable = MemberListRequest.parseFrom(bytes).getLinearizable();
    reads.run(!linearizable, true, call, view -> memberList());
  }

  private WireMessage memberList() {
    MemberListResponse.Builder response =
        MemberListResponse.newBuilder().setHeader(context.headers().message(0));
    for (MemberInfo member : context.replica().members()) {
      response.addMembers(
          Member.newBuilder()
              .setID(member.id())
              .setName(member.name())
              .addAllPeerURLs(member.peerUrls())
              .addAllClientURLs(member.clientUrls())
              .setIsLearner(member.learner()));
    }
    return new GeneratedAnswer(response.build());
  }
}
