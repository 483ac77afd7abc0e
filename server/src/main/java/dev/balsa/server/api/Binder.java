package dev.balsa.server.api;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;

/** Binds methods to gRPC, each with the checks and counters that every call has. */
final class Binder {

  private final ApiContext context;
  private final CallPolicy policy;
  private final OpenStreams streams;

  Binder(ApiContext context, OpenStreams streams) {
    this.context = context;
    this.policy = new CallPolicy(context.replica(), context.metrics().rpc);
    this.streams = streams;
  }

  /** Starts a service of this full name. */
  Service service(String name) {
    return new Service(name);
  }

  /** A service being put together. */
  final class Service {
    private final ServerServiceDefinition.Builder builder;

    private Service(String name) {
      builder = ServerServiceDefinition.builder(name);
    }

    /** A unary method that a learner refuses. */
    Service unary(MethodDescriptor<?, ?> descriptor, UnaryMethod method) {
      return unary(descriptor, method, false);
    }

    /** A unary method that a learner serves, or refuses itself. */
    Service unaryOnLearners(MethodDescriptor<?, ?> descriptor, UnaryMethod method) {
      return unary(descriptor, method, true);
    }

    /** A streaming method that a learner refuses. */
    Service stream(MethodDescriptor<?, ?> descriptor, StreamMethod method) {
      return stream(descriptor, method, false);
    }

    /** A streaming method that a learner serves. */
    Service streamOnLearners(MethodDescriptor<?, ?> descriptor, StreamMethod method) {
      return stream(descriptor, method, true);
    }

    ServerServiceDefinition build() {
      return builder.build();
    }

    private Service stream(
        MethodDescriptor<?, ?> descriptor, StreamMethod method, boolean servedByLearner) {
      builder.addMethod(
          Marshallers.raw(descriptor),
          new StreamHandler(
              policy,
              context.gate(),
              meter(descriptor),
              streams,
              context.settings().maxReceiveBytes(),
              servedByLearner,
              method));
      return this;
    }

    private Service unary(
        MethodDescriptor<?, ?> descriptor, UnaryMethod method, boolean servedByLearner) {
      builder.addMethod(
          Marshallers.raw(descriptor),
          new UnaryHandler(
              policy,
              context.gate(),
              meter(descriptor),
              context.settings().maxReceiveBytes(),
              servedByLearner,
              method));
      return this;
    }

    private CallMeter meter(MethodDescriptor<?, ?> descriptor) {
      return new CallMeter(
          descriptor,
          context.metrics(),
          context.nanoTime(),
          context.settings().slowCallNanos(),
          context.replica()::execute,
          context.tracing());
    }
  }
}
