package dev.balsa.tools.localcluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who listens where. The first member has the ports that every etcd client tries by itself; each
 * further one has them ten thousand higher.
 *
 * <pre>
 *        clients   members
 *   m1      2379      2380
 *   m2     12379     12380
 *   m3     22379     22380
 * </pre>
 *
 * @param members how many
 * @param port where the first serves clients
 * @param data where all keep their data, each in a directory of its own
 */
record Layout(int members, int port, Path data) {
  private static final int BETWEEN_MEMBERS = 10_000;
  private static final int PORT_MAX = 65_535;

  /** Why it cannot be; null if it can. */
  String problem() {
    if (members < 1) {
      return "--members must be at least 1";
    }
    if (port < 1 || port > PORT_MAX) {
      return "--port must be a port, 1 to " + PORT_MAX;
    }
    int most = (PORT_MAX - 1 - port) / BETWEEN_MEMBERS + 1;
    return members > most
        ? "--members must be at most " + most + ": the ports of more would end above " + PORT_MAX
        : null;
  }

  /** The numbers of all members: 1, 2, ... */
  List<Integer> numbers() {
    return IntStream.rangeClosed(1, members).boxed().toList();
  }

  String name(int member) {
    return "m" + member;
  }

  int clientPort(int member) {
    return port + (member - 1) * BETWEEN_MEMBERS;
  }

  int peerPort(int member) {
    return clientPort(member) + 1;
  }

  Path directory(int member) {
    return data.resolve(name(member) + ".etcd");
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** The flags of a member; they are etcd's. */
  List<String> flags(int member, List<String> more) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--name=" + name(member),
                "--data-dir=" + directory(member),
                "--listen-client-urls=" + url(clientPort(member)),
                "--advertise-client-urls=" + url(clientPort(member)),
                "--listen-peer-urls=" + url(peerPort(member)),
                "--initial-advertise-peer-urls=" + url(peerPort(member)),
                "--initial-cluster-token=local-cluster",
                "--initial-cluster="
                    + numbers().stream()
                        .map(other -> name(other) + "=" + url(peerPort(other)))
                        .collect(Collectors.joining(","))));
    flags.addAll(more);
    return flags;
  }

  /** What {@code etcdctl --endpoints} takes. */
  String endpoints() {
    return numbers().stream()
        .map(member -> "127.0.0.1:" + clientPort(member))
        .collect(Collectors.joining(","));
  }
}
