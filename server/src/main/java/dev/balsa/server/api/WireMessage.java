package dev.balsa.server.api;

/**
 * A response that knows how to write its protobuf bytes, so that bytes which exist already (stored
 * keys, events) are passed on as they are instead of being decoded and encoded again.
 */
interface WireMessage {

  /** Length of what {@link #writeTo} writes, in bytes. */
  long size();

  /** Writes the message. May be called more than once, always with the same result. */
  void writeTo(WireOutput out);
}
