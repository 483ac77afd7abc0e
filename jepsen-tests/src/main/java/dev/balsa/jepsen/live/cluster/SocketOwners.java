package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which member opened a connection: the kernel's tables name the socket behind a port, and a
 * process's open files name its sockets. Nothing in the bytes has to be understood, so any server
 * can stand behind the proxies. Linux only.
 *
 * <pre>
 * /proc/net/tcp6      local port 41234, remote port 35001 (the proxy)   inode 778899
 * /proc/4711/fd/57    socket:[778899]                                   so process 4711 opened it
 * </pre>
 */
final class SocketOwners {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;

  private SocketOwners() {}

  /**
   * Which of some processes holds the socket that leads from one port to another.
   *
   * @return its place in the list; empty if none of them does, because it is gone
   */
  static OptionalInt find(int localPort, int remotePort, List<Long> pids) throws IOException {
    String inode = inode(localPort, remotePort);
    if (inode == null) {
      return OptionalInt.empty();
    }
    String name = "socket:[" + inode + "]";
    for (int i = 0; i < pids.size(); i++) {
      if (pids.get(i) != 0 && holds(pids.get(i), name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static String inode(int localPort, int remotePort) throws IOException {
    String local = ":%04X".formatted(localPort);
    String remote = ":%04X".formatted(remotePort);
    for (Path table : TABLES) {
      for (String line : Files.readAllLines(table)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > INODE
            && fields[LOCAL].endsWith(local)
            && fields[REMOTE].endsWith(remote)) {
          return fields[INODE];
        }
      }
    }
    return null;
  }

  private static boolean holds(long pid, String socket) {
    Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(descriptors)) {
      for (Path file : files) {
        if (isLinkTo(file, socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // the process is gone, and its sockets with it
    }
  }

  private static boolean isLinkTo(Path file, String target) {
    try {
      return Files.readSymbolicLink(file).toString().equals(target);
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }
}
