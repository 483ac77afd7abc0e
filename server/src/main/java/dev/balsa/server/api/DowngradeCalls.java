package dev.balsa.server.api;

import dev.balsa.api.DowngradeRequest;
import dev.balsa.api.DowngradeResponse;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.command.DowngradeInfoSetRequest;
import dev.balsa.server.errors.EtcdError;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code Maintenance.Downgrade}: may the cluster go back by one minor version, let it, leave it.
 *
 * <p>While a downgrade is under way the cluster's version is the target's, and with it the storage
 * version that is reported, so that members of that version may join.
 */
final class DowngradeCalls {

  private static final Pattern VERSION =
      Pattern.compile("([0-9]{1,5})\\.([0-9]{1,5})(?:\\.[0-9]{1,5})?");

  private final ApiContext context;
  private final Writes writes;

  DowngradeCalls(ApiContext context, Writes writes) {
    this.context = context;
    this.writes = writes;
  }

  void serve(byte[] bytes, UnaryCall call) throws IOException {
    DowngradeRequest request = DowngradeRequest.parseFrom(bytes);
    context
        .gate()
        .pass(
            call,
            Gate.ROOT,
            () -> context.gate().caughtUp(() -> decide(request, call), call::fail));
  }

  /** This member knows whatever was acknowledged before. */
  private void decide(DowngradeRequest request, UnaryCall call) {
    String target = "";
    EtcdError fault;
    if (request.getAction() == DowngradeRequest.DowngradeAction.CANCEL) {
      fault = context.replica().downgrade().enabled() ? null : EtcdError.NO_INFLIGHT_DOWNGRADE;
    } else {
      target = minorOf(request.getVersion());
      fault = target == null ? EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT : validate(target);
    }
    if (fault != null) {
      call.fail(fault);
      return;
    }
    switch (request.getAction()) {
      case VALIDATE -> answer(call);
      case ENABLE -> propose(true, target, call);
      case CANCEL -> propose(false, "", call);
      default -> call.fail(io.grpc.Status.UNKNOWN.withDescription("etcdserver: unknown method"));
    }
  }

  private EtcdError validate(String target) {
    String cluster = context.replica().clusterVersion();
    if (cluster == null) {
      return EtcdError.CLUSTER_VERSION_UNAVAILABLE;
    }
    if (!target.equals(oneMinorBelow(cluster))) {
      return EtcdError.INVALID_DOWNGRADE_TARGET_VERSION;
    }
    return context.replica().downgrade().enabled() ? EtcdError.DOWNGRADE_IN_PROCESS : null;
  }

  /** A version with its patch forgotten, such as {@code 3.6.0}; null if it is none. */
  static String minorOf(String version) {
    Matcher parts = VERSION.matcher(version);
    return parts.matches()
        ? Integer.parseInt(parts.group(1)) + "." + Integer.parseInt(parts.group(2)) + ".0"
        : null;
  }

  /** The version that one may go back to; empty if there is none. */
  static String oneMinorBelow(String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) == 0) {
      return "";
    }
    return parts.group(1) + "." + (Integer.parseInt(parts.group(2)) - 1) + ".0";
  }

  private void propose(boolean enabled, String target, UnaryCall call) {
    byte[] body =
        DowngradeInfoSetRequest.newBuilder()
            .setEnabled(enabled)
            .setVer(target)
            .build()
            .toByteArray();
    writes.propose(CommandKind.DOWNGRADE_INFO_SET, body, call, Gate.ROOT, outcome -> response());
  }

  private void answer(UnaryCall call) {
    call.answer(response());
  }

  private WireMessage response() {
    return new GeneratedAnswer(
        DowngradeResponse.newBuilder()
            .setHeader(context.headers().message(context.replica().view().revision()))
            .setVersion(String.valueOf(context.replica().clusterVersion()))
            .build());
  }
}
