package dev.balsa.server.client;

import dev.balsa.server.interop.Scratch;
import dev.balsa.server.interop.Subject;
import java.nio.file.Path;

/** Three members of Balsa with their data in a directory of their own, as one subject. */
final class ThreeServers implements Subject {

  private final Path directory = Scratch.directory("three");
  private final ThreeMembers members;

  private ThreeServers() throws Exception {
    members = ThreeMembers.start(directory);
  }

  static Subject start() {
    try {
      return new ThreeServers();
    } catch (Exception e) {
      throw new IllegalStateException("three members could not be started", e);
    }
  }

  @Override
  public String name() {
    return "three";
  }

  @Override
  public int clientPort() {
    return members.clientPort(0);
  }

  @Override
  public int peerPort() {
    return members.peerPort(0);
  }

  @Override
  public String[] endpoints() {
    return members.endpoints();
  }

  @Override
  public void close() {
    members.close();
    Scratch.delete(directory);
  }
}
