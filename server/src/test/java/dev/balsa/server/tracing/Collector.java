package dev.balsa.server.tracing;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes spans by OTLP over gRPC, as a collector does, and reads them field by field. */
final class Collector implements AutoCloseable {

  /**
   * A span as it arrived.
   *
   * @param parentId empty for none
   * @param resource attributes of who sent it
   * @param events names and times, in order
   */
  record Span(
      String traceId,
      String spanId,
      String parentId,
      String name,
      long kind,
      long startNanos,
      long endNanos,
      Map<String, String> resource,
      Map<String, String> attributes,
      List<Event> events) {

    List<String> eventNames() {
      return events.stream().map(Event::name).toList();
    }
  }

  record Event(String name, long nanos) {}

  private static final MethodDescriptor.Marshaller<UnknownFieldSet> ANY_MESSAGE =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(UnknownFieldSet message) {
          return message.toByteString().newInput();
        }

        @Override
        public UnknownFieldSet parse(InputStream stream) {
          try {
            return UnknownFieldSet.parseFrom(stream);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final Server server;

  /** Guarded by itself. */
  private final List<Span> spans = new ArrayList<>();

  Collector() throws IOException {
    MethodDescriptor<UnknownFieldSet, UnknownFieldSet> export =
        MethodDescriptor.<UnknownFieldSet, UnknownFieldSet>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
            .setRequestMarshaller(ANY_MESSAGE)
            .setResponseMarshaller(ANY_MESSAGE)
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder(
                        "opentelemetry.proto.collector.trace.v1.TraceService")
                    .addMethod(
                        export,
                        ServerCalls.asyncUnaryCall(
                            (request, answer) -> {
                              take(request);
                              answer.onNext(UnknownFieldSet.getDefaultInstance());
                              answer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  List<Span> spans() {
    synchronized (spans) {
      return List.copyOf(spans);
    }
  }

  private void take(UnknownFieldSet request) {
    for (UnknownFieldSet ofResource : messages(request, 1)) {
      Map<String, String> resource = new TreeMap<>();
      messages(ofResource, 1).forEach(each -> resource.putAll(attributes(each, 1)));
      for (UnknownFieldSet ofScope : messages(ofResource, 2)) {
        for (UnknownFieldSet span : messages(ofScope, 2)) {
          synchronized (spans) {
            spans.add(span(resource, span));
          }
        }
      }
    }
  }

  private static Span span(Map<String, String> resource, UnknownFieldSet span) {
    return new Span(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        span.getField(6).getVarintList().get(0),
        span.getField(7).getFixed64List().get(0),
        span.getField(8).getFixed64List().get(0),
        resource,
        attributes(span, 9),
        messages(span, 11).stream()
            .map(event -> new Event(text(event, 2), event.getField(1).getFixed64List().get(0)))
            .toList());
  }

  private static Map<String, String> attributes(UnknownFieldSet of, int field) {
    Map<String, String> all = new TreeMap<>();
    for (UnknownFieldSet attribute : messages(of, field)) {
      UnknownFieldSet value = messages(attribute, 2).get(0);
      String text =
          value.hasField(1)
              ? text(value, 1)
              : value.getField(3).getVarintList().stream().map(String::valueOf).toList().toString();
      all.put(text(attribute, 1), text);
    }
    return all;
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
    List<UnknownFieldSet> all = new ArrayList<>();
    for (ByteString bytes : of.getField(field).getLengthDelimitedList()) {
      try {
        all.add(UnknownFieldSet.parseFrom(bytes));
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw new IllegalArgumentException("no message in field " + field, e);
      }
    }
    return all;
  }

  private static String text(UnknownFieldSet of, int field) {
    List<ByteString> all = of.getField(field).getLengthDelimitedList();
    return all.isEmpty() ? "" : all.get(0).toStringUtf8();
  }

  private static String hex(UnknownFieldSet of, int field) {
    List<ByteString> all = of.getField(field).getLengthDelimitedList();
    return all.isEmpty() ? "" : HexFormat.of().formatHex(all.get(0).toByteArray());
  }

  @Override
  public void close() {
    var unused = server.shutdownNow();
  }
}
