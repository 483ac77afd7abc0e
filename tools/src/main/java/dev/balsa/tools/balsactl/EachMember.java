package dev.balsa.tools.balsactl;

import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.Member;
import dev.balsa.api.MemberListRequest;
import dev.balsa.client.BalsaClient;
import dev.balsa.client.BalsaException;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks servers one by one, each over a connection of its own, and notes which do not answer. */
final class EachMember {

  private final BalsaCtl ctl;
  private final List<String> endpoints;
  private boolean failed;

  /**
   * @param cluster ask the members of the cluster rather than the servers that were named
   */
  EachMember(BalsaCtl ctl, boolean cluster) {
    this.ctl = ctl;
    endpoints = cluster ? members(ctl) : ctl.flags().endpoints();
  }

  private static List<String> members(BalsaCtl ctl) {
    List<String> urls = new ArrayList<>();
    for (Member each :
        ctl.client()
            .raw()
            .read(
                ClusterGrpc.getMemberListMethod(),
                MemberListRequest.newBuilder().setLinearizable(true).build())
            .await()
            .getMembersList()) {
      urls.addAll(each.getClientURLsList());
    }
    return urls;
  }

  /** One question to each; what went wrong is complained about, and the others are asked. */
  <A> Map<String, A> ask(String doing, Function<Asking, A> question) {
    Map<String, A> answers = new LinkedHashMap<>();
    for (String endpoint : endpoints) {
      try (BalsaClient client = ctl.flags().connect(List.of(endpoint), ctl.terminal())) {
        answers.put(endpoint, question.apply(new Asking(client, endpoint)));
      } catch (BalsaException e) {
        failed = true;
        ctl.terminal()
            .complain(
                "Failed to " + doing + " of endpoint " + endpoint + " (" + e.getMessage() + ")");
      }
    }
    return answers;
  }

  /** What to do with each, whatever comes of it. */
  void visit(Consumer<Asking> visitor) {
    for (String endpoint : endpoints) {
      try (BalsaClient client = ctl.flags().connect(List.of(endpoint), ctl.terminal())) {
        visitor.accept(new Asking(client, endpoint));
      }
    }
  }

  /** 1 if one of them did not answer. */
  int exitCode() {
    return failed ? Complaint.FAILED : 0;
  }

  /** A server and the connection to it. */
  record Asking(BalsaClient client, String endpoint) {

    <Q, A> A read(MethodDescriptor<Q, A> method, Q request, Duration timeout) {
      return client.raw().readAt(endpoint, method, request, timeout).await();
    }

    <Q, A> void write(MethodDescriptor<Q, A> method, Q request, Duration timeout) {
      var unused = client.raw().writeAt(endpoint, method, request, timeout).await();
    }
  }
}
