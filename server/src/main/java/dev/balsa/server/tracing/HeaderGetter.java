package dev.balsa.server.tracing;

import io.grpc.Metadata;
import io.opentelemetry.context.propagation.TextMapGetter;

/** Reads a call's metadata for who looks for the span that it belongs to. */
enum HeaderGetter implements TextMapGetter<Metadata> {
  INSTANCE;

  @Override
  public Iterable<String> keys(Metadata headers) {
    return headers.keys();
  }

  @Override
  public String get(Metadata headers, String name) {
    return headers == null
        ? null
        : headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }
}
