package dev.balsa.server.api;

import dev.balsa.server.errors.EtcdError;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/** Takes streaming calls off the transport: the checks of every call, then the method. */
final class StreamHandler implements ServerCallHandler<byte[], WireMessage> {

  private final CallPolicy policy;
  private final Gate gate;
  private final CallMeter meter;
  private final OpenStreams streams;
  private final int maxReceiveBytes;
  private final boolean servedByLearner;
  private final StreamMethod method;

  StreamHandler(
      CallPolicy policy,
      Gate gate,
      CallMeter meter,
      OpenStreams streams,
      int maxReceiveBytes,
      boolean servedByLearner,
      StreamMethod method) {
    this.policy = policy;
    this.gate = gate;
    this.meter = meter;
    this.streams = streams;
    this.maxReceiveBytes = maxReceiveBytes;
    this.servedByLearner = servedByLearner;
    this.method = method;
  }

  @Override
  public ServerCall.Listener<byte[]> startCall(
      ServerCall<byte[], WireMessage> call, Metadata headers) {
    StreamCall stream = new StreamCall(call, headers, meter, maxReceiveBytes);
    EtcdError refusal = policy.check("stream", headers, servedByLearner);
    if (refusal != null) {
      stream.fail(refusal);
      return new ServerCall.Listener<>() {};
    }
    streams.add(stream, CallPolicy.needsLeader(headers));
    if (gate.isOpen() || !gate.isBehind(stream.credentials())) {
      return open(stream);
    }
    LateListener late = new LateListener();
    gate.caughtUp(
        () -> late.becomes(open(stream)),
        error -> {
          stream.fail(error);
          late.becomes(new ServerCall.Listener<>() {});
        });
    return late;
  }

  private ServerCall.Listener<byte[]> open(StreamCall stream) {
    try {
      return method.open(stream);
    } catch (RuntimeException e) {
      stream.end(Errors.of(e));
      return new ServerCall.Listener<>() {};
    }
  }
}
