package dev.balsa.embedded;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.CommandLine;
import dev.balsa.server.logging.LoggedThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * What was asked for.
 *
 * @param size how many members
 * @param directory where they keep what they keep; empty for the heap
 * @param ports on which clients are served, one for each member, 0 for any; empty for none
 * @param flags etcd's, for all members, by name without dashes
 * @param log gets what the members say
 * @param breakable whether they can be broken
 */
record Plan(
    int size,
    Optional<Path> directory,
    List<Integer> ports,
    Map<String, String> flags,
    System.Logger log,
    boolean breakable) {

  private static final String LISTEN_CLIENT_URLS = "listen-client-urls";
  private static final String ADVERTISE_CLIENT_URLS = "advertise-client-urls";
  private static final String LISTEN_PEER_URLS = "listen-peer-urls";
  private static final String PEER_URLS = "initial-advertise-peer-urls";

  /** What depends on the member, so that one value cannot be right for several. */
  private static final List<String> OF_ONE =
      List.of(
          "name",
          "data-dir",
          "wal-dir",
          LISTEN_CLIENT_URLS,
          ADVERTISE_CLIENT_URLS,
          LISTEN_PEER_URLS,
          PEER_URLS,
          "initial-cluster",
          "initial-cluster-state");

  Plan {
    ports = List.copyOf(ports);
    // Not Map.copyOf, whose order is another one in each run.
    flags = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(flags));
    for (String flag : OF_ONE) {
      if (size > 1 && flags.containsKey(flag)) {
        throw new IllegalArgumentException("--" + flag + " cannot be the same for all members");
      }
    }
    if (breakable && (directory.isPresent() || meetsOnPorts(flags))) {
      throw new IllegalArgumentException("only members on the heap, without peer ports, can break");
    }
  }

  /** Whether client ports are open. */
  boolean listens() {
    return !ports.isEmpty() || flags.containsKey(LISTEN_CLIENT_URLS);
  }

  /** How ports serve clients: with TLS as soon as there is, or will be, a certificate. */
  String clientScheme() {
    boolean certificate = flags.containsKey("cert-file") || "true".equals(flags.get("auto-tls"));
    return certificate ? "https" : "http";
  }

  /** Whether other members reach this one on a port rather than within the JVM. */
  boolean meetsOnPorts() {
    return meetsOnPorts(flags);
  }

  private static boolean meetsOnPorts(Map<String, String> flags) {
    return flags.containsKey(LISTEN_PEER_URLS);
  }

  /** A thread whose log goes where this plan says. */
  Thread thread(Runnable task) {
    return new LoggedThread(task, log);
  }

  /** The settings of one member. */
  BalsaConfig config(Addresses self, List<Addresses> all) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("name", self.name());
    asked.put("data-dir", home(self).toString());
    asked.put("heartbeat-interval", "50");
    asked.put("election-timeout", "500");
    asked.put(LISTEN_CLIENT_URLS, ports.isEmpty() ? "http://127.0.0.1:0" : self.clientUrl());
    asked.put(ADVERTISE_CLIENT_URLS, self.clientUrl());
    if (!meetsOnPorts()) {
      asked.put(PEER_URLS, self.peerUrl());
      asked.put(
          "initial-cluster",
          all.stream()
              .map(each -> each.name() + "=" + each.peerUrl())
              .collect(Collectors.joining(",")));
    }
    asked.putAll(flags);
    List<String> args = new ArrayList<>();
    asked.forEach((flag, value) -> args.add("--" + flag + "=" + value));
    return CommandLine.parse(args, Map.of()).config();
  }

  private Path home(Addresses self) {
    if (directory.isEmpty()) {
      return Path.of(System.getProperty("java.io.tmpdir"), "balsa-on-the-heap", self.name());
    }
    return size == 1 ? directory.get() : directory.get().resolve(self.name());
  }

  /** Something to do on a thread of the members' own. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /**
   * Does something on a thread whose log goes where this plan says, and waits for it.
   *
   * @throws UncheckedIOException if it failed
   */
  void run(String name, Step step) {
    runAll(Map.of(name, step));
  }

  /** The same for several things at once; when one has failed, the others have ended, too. */
  void runAll(Map<String, Step> steps) {
    runAll(steps, new CompletableFuture<>());
  }

  /**
   * Starts members, all at once: one alone may have to wait for a majority. When one cannot start,
   * the others wait no longer.
   *
   * @throws UncheckedIOException if one could not be started: why the first one could not
   */
  void startAll(List<EmbeddedMember> members) {
    CompletableFuture<Void> failure = new CompletableFuture<>();
    CompletableFuture<Void> givenUp = failure.exceptionally(why -> null);
    Map<String, Step> steps = new LinkedHashMap<>();
    members.forEach(member -> steps.put("start " + member.name(), () -> member.startHere(givenUp)));
    runAll(steps, failure);
  }

  /**
   * @param failure completes with what goes wrong first
   */
  private void runAll(Map<String, Step> steps, CompletableFuture<Void> failure) {
    List<Attempt> attempts = new ArrayList<>();
    steps.forEach(
        (name, step) -> {
          Attempt attempt = new Attempt(step, failure);
          attempts.add(attempt);
          Thread thread = thread(attempt);
          thread.setName("balsa-" + name.replace(' ', '-'));
          thread.setDaemon(true);
          attempt.runOn(thread);
        });
    attempts.forEach(Attempt::join);
    failure.complete(null);
    try {
      failure.join();
    } catch (CompletionException e) {
      throw Attempt.rethrown(e.getCause());
    }
  }
}
