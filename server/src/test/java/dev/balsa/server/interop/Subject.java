package dev.balsa.server.interop;

import java.util.List;

/**
 * A server that clients can be pointed at. It owns its data, which is gone after {@link #close}.
 */
public interface Subject extends AutoCloseable {

  /** What failure messages call it. */
  String name();

  /** The port on 127.0.0.1 that serves clients. */
  int clientPort();

  /** The port on 127.0.0.1 that other members would talk to. */
  int peerPort();

  /** Where clients connect, as etcdctl takes it. */
  default String endpoint() {
    return "127.0.0.1:" + clientPort();
  }

  /** Where each of its members serves clients; one, unless it is a cluster. */
  default String[] endpoints() {
    return new String[] {endpoint()};
  }

  /** What etcdctl needs to be let in. */
  default List<String> etcdctlFlags() {
    return List.of();
  }

  @Override
  void close();
}
