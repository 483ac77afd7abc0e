package dev.balsa.server.api;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A response that knows how to write its protobuf bytes, so that bytes which exist already (stored
 * keys, events) are passed on as they are instead of being decoded and encoded again.
 */
interface WireMessage {

  /** Length of what {@link #writeTo} writes, in bytes. */
  long size();

  /** Writes the message. May be called more than once, always with the same result. */
  void writeTo(WireOutput out);

  /** Writes the message, of less than 2 GiB, into a stream. */
  default void drainTo(OutputStream sink) throws IOException {
    WireOutput.write(this, sink);
  }
}
