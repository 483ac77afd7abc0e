package dev.balsa.server.gateway;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;

/**
 * A path's method.
 *
 * @param request a message of the type it takes
 * @param response a message of the type it answers with
 */
record Route(
    ServerMethodDefinition<?, ?> method,
    Message request,
    Message response,
    MethodDescriptor.MethodType type) {

  /** Whether the body may hold several messages. */
  boolean takesMany() {
    return !type.clientSendsOneMessage();
  }

  /** Whether the answer has lines. */
  boolean answersMany() {
    return !type.serverSendsOneMessage();
  }
}
