package dev.balsa.server.api;

import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.Member;
import dev.balsa.api.MemberAddRequest;
import dev.balsa.api.MemberAddResponse;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberListResponse;
import dev.balsa.api.MemberPromoteRequest;
import dev.balsa.api.MemberPromoteResponse;
import dev.balsa.api.MemberRemoveRequest;
import dev.balsa.api.MemberRemoveResponse;
import dev.balsa.api.MemberUpdateRequest;
import dev.balsa.api.MemberUpdateResponse;
import dev.balsa.api.ResponseHeader;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.config.UrlList;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.MemberChange;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code etcdserverpb.Cluster}. Its headers carry no revision; every answer to a change has all
 * members as they are after it.
 */
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
        .unary(ClusterGrpc.getMemberAddMethod(), this::memberAdd)
        .unary(ClusterGrpc.getMemberRemoveMethod(), this::memberRemove)
        .unary(ClusterGrpc.getMemberUpdateMethod(), this::memberUpdate)
        .unary(ClusterGrpc.getMemberListMethod(), this::memberList)
        .unary(ClusterGrpc.getMemberPromoteMethod(), this::memberPromote)
        .build();
  }

  private void memberAdd(byte[] bytes, UnaryCall call) throws IOException {
    MemberAddRequest request = MemberAddRequest.parseFrom(bytes);
    List<String> urls = urls(request.getPeerURLsList());
    if (urls == null) {
      call.fail(EtcdError.MEMBER_BAD_URLS);
      return;
    }
    change(new MemberChange.Add(urls, request.getIsLearner()), call, this::added);
  }

  private WireMessage added(Outcome.MembersChanged changed) {
    MemberAddResponse.Builder response =
        MemberAddResponse.newBuilder()
            .setHeader(header())
            .addAllMembers(members(changed.members()));
    for (MemberInfo member : changed.members()) {
      if (member.id() == changed.memberId()) {
        response.setMember(wire(member));
      }
    }
    return new GeneratedAnswer(response.build());
  }

  private void memberRemove(byte[] bytes, UnaryCall call) throws IOException {
    change(
        new MemberChange.Remove(MemberRemoveRequest.parseFrom(bytes).getID()),
        call,
        changed ->
            new GeneratedAnswer(
                MemberRemoveResponse.newBuilder()
                    .setHeader(header())
                    .addAllMembers(members(changed.members()))
                    .build()));
  }

  private void memberUpdate(byte[] bytes, UnaryCall call) throws IOException {
    MemberUpdateRequest request = MemberUpdateRequest.parseFrom(bytes);
    List<String> urls = urls(request.getPeerURLsList());
    if (urls == null) {
      call.fail(EtcdError.MEMBER_BAD_URLS);
      return;
    }
    change(
        new MemberChange.Update(request.getID(), urls),
        call,
        changed ->
            new GeneratedAnswer(
                MemberUpdateResponse.newBuilder()
                    .setHeader(header())
                    .addAllMembers(members(changed.members()))
                    .build()));
  }

  private void memberPromote(byte[] bytes, UnaryCall call) throws IOException {
    change(
        new MemberChange.Promote(MemberPromoteRequest.parseFrom(bytes).getID()),
        call,
        changed ->
            new GeneratedAnswer(
                MemberPromoteResponse.newBuilder()
                    .setHeader(header())
                    .addAllMembers(members(changed.members()))
                    .build()));
  }

  private void change(
      MemberChange change, UnaryCall call, Function<Outcome.MembersChanged, WireMessage> answer) {
    context.gate().pass(call, Gate.ROOT, () -> changeMembers(change, call, answer));
  }

  private void changeMembers(
      MemberChange change, UnaryCall call, Function<Outcome.MembersChanged, WireMessage> answer) {
    context
        .replica()
        .changeMembers(
            change,
            outcome -> {
              if (outcome instanceof Outcome.MembersChanged changed) {
                call.answer(answer.apply(changed));
              } else {
                call.fail(((Outcome.Failed) outcome).error());
              }
            });
  }

  private void memberList(byte[] bytes, UnaryCall call) throws IOException {
    boolean linearizable = MemberListRequest.parseFrom(bytes).getLinearizable();
    reads.run(!linearizable, true, call, Gate.KNOWN, view -> memberList());
  }

  private WireMessage memberList() {
    return new GeneratedAnswer(
        MemberListResponse.newBuilder()
            .setHeader(header())
            .addAllMembers(members(context.replica().members()))
            .build());
  }

  /**
   * What was asked for, without blanks around it; null if one of them is no address of a member.
   */
  private static List<String> urls(List<String> asked) {
    List<String> urls = new ArrayList<>();
    try {
      for (String url : asked) {
        urls.add(UrlList.parseOne(url.strip()).toString());
      }
    } catch (IllegalArgumentException e) {
      return null;
    }
    return urls.isEmpty() ? null : urls;
  }

  private ResponseHeader header() {
    return context.headers().message(0);
  }

  private static List<Member> members(List<MemberInfo> members) {
    return members.stream().map(ClusterService::wire).toList();
  }

  private static Member wire(MemberInfo member) {
    return Member.newBuilder()
        .setID(member.id())
        .setName(member.name())
        .addAllPeerURLs(member.peerUrls())
        .addAllClientURLs(member.clientUrls())
        .setIsLearner(member.learner())
        .build();
  }
}
