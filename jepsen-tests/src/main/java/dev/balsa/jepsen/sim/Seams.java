package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.WatchEvent;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.raft.Message;
import dev.balsa.server.env.Clock;
import dev.balsa.server.node.Replica;
import dev.balsa.wal.disk.Disk;
import dev.balsa.watch.WatchMessage;
import java.util.List;

/**
 * The places between a member and its world, or its clients, where something else can be put in.
 * Here everything passes as it is. The self-test plants bugs by overriding a method, so that the
 * code under test never knows of any.
 */
class Seams {

  /** The disk as the member on that machine sees it. */
  Disk disk(Machine machine, Disk real) {
    return real;
  }

  /** The clock as the member on that machine sees it. */
  Clock clock(Machine machine, Clock real) {
    return real;
  }

  /** The store's backend as the member on that machine sees it. */
  Backend backend(Machine machine, MemoryBackend real) {
    return real;
  }

  /**
   * What a crash leaves of a backend.
   *
   * @param closed whether the backend was closed in an orderly way before
   */
  MemoryBackend survivor(MemoryBackend live, boolean closed) {
    return live.crashed();
  }

  /** A copy of a store was made, and is about to leave for another member. */
  void copied(MemoryBackend copy) {
    // nothing happens to it
  }

  /** What a member sends to another one, as it leaves. */
  Message message(Message message) {
    return message;
  }

  /** The process on that machine is about to start. */
  void beforeBoot(Machine machine) {
    // nothing happens to it
  }

  /** What stands between clients and the replica. */
  Counter counter(Replica replica) {
    return new Counter(replica);
  }

  /** The messages that a watching client gets, instead of this one; in order. */
  List<WatchMessage> messages(Object stream, WatchMessage message) {
    return List.of(message);
  }

  /** The events that a watching client finds in a message. */
  List<WatchEvent> events(List<WatchEvent> events) {
    return events;
  }
}
