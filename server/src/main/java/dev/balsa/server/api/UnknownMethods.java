package dev.balsa.server.api;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.util.Set;

/** Answers calls of methods that are not served, in the words of etcd's transport. */
final class UnknownMethods extends HandlerRegistry {

  private final Set<String> services;

  /**
   * @param services full names of the services that have methods here
   */
  UnknownMethods(Set<String> services) {
    this.services = Set.copyOf(services);
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String fullMethodName, String authority) {
    MethodDescriptor<byte[], WireMessage> descriptor =
        MethodDescriptor.<byte[], WireMessage>newBuilder(
                Marshallers.request(), Marshallers.response())
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(fullMethodName)
            .build();
    return ServerMethodDefinition.create(descriptor, new Refusal(textFor(fullMethodName)));
  }

  private String textFor(String fullMethodName) {
    int slash = fullMethodName.lastIndexOf('/');
    if (slash < 0) {
      return "malformed method name: \"/" + fullMethodName + "\"";
    }
    String service = fullMethodName.substring(0, slash);
    return services.contains(service)
        ? "unknown method " + fullMethodName.substring(slash + 1) + " for service " + service
        : "unknown service " + service;
  }

  private record Refusal(String text) implements ServerCallHandler<byte[], WireMessage> {
    @Override
    public ServerCall.Listener<byte[]> startCall(
        ServerCall<byte[], WireMessage> call, Metadata headers) {
      call.close(Status.UNIMPLEMENTED.withDescription(text), new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
