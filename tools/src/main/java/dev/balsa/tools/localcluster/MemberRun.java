package dev.balsa.tools.localcluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One member over all its lives. Thread-safe. */
final class MemberRun {
  /** What a server says when it serves clients. */
  private static final String READY = "ready to serve client requests";

  private static final int LAST_LINES_KEPT = 8;
  private static final int END_SECONDS_MAX = 5;
  private static final int KILLED = 128 + 9;

  /** Hears how a member fares. */
  interface Listener {
    void ready(int member);

    /**
     * It ended although nobody wanted it to.
     *
     * @param how in words
     * @param lastLines what it said last
     */
    void died(int member, String how, List<String> lastLines);
  }

  private final int member;
  private final List<String> command;
  private final Console console;
  private final Guardian guardian;
  private final Listener listener;
  private Process process;
  private boolean wantedToEnd;

  MemberRun(
      int member, List<String> command, Console console, Guardian guardian, Listener listener) {
    this.member = member;
    this.command = List.copyOf(command);
    this.console = console;
    this.guardian = guardian;
    this.listener = listener;
  }

  /** Starts it, unless it runs or was told to end. */
  synchronized boolean start() throws IOException {
    if (wantedToEnd || isAlive()) {
      return false;
    }
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    process = started;
    started.getOutputStream().close();
    guardian.began(started.pid());
    Thread reader = new Thread(() -> follow(started), "m" + member);
    reader.setDaemon(true);
    reader.start();
    return true;
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** {@code kill -9}, as if it had crashed; false if it does not run. */
  synchronized boolean kill() {
    if (!isAlive()) {
      return false;
    }
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its log as well
    return true;
  }

  /** Asks it to end, for good; does not wait. */
  synchronized void end() {
    wantedToEnd = true;
    if (process != null) {
      process.toHandle().destroy(); // Process.destroy would close its log as well
    }
  }

  /** Waits for its end, and no longer than politeness demands. */
  void awaitEnd() throws InterruptedException {
    Process last;
    synchronized (this) {
      last = process;
    }
    if (last != null && !last.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
      last.destroyForcibly().waitFor();
    }
  }

  private void follow(Process started) {
    Deque<String> lastLines = new ArrayDeque<>();
    try (BufferedReader log = started.inputReader(StandardCharsets.UTF_8)) {
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        LogLine shown = LogLine.of(line);
        console.member(member, shown);
        if (lastLines.size() == LAST_LINES_KEPT) {
          lastLines.removeFirst();
        }
        lastLines.addLast(shown.text());
        if (shown.text().contains(READY)) {
          listener.ready(member);
        }
      }
      int exit = started.waitFor();
      guardian.ended(started.pid());
      if (!isWantedToEnd()) {
        listener.died(member, how(exit), List.copyOf(lastLines));
      }
    } catch (IOException | InterruptedException e) {
      console.alarm("m" + member + ": its log cannot be read: " + e.getMessage());
    }
  }

  private synchronized boolean isWantedToEnd() {
    return wantedToEnd;
  }

  private static String how(int exit) {
    return exit == KILLED ? "was killed" : "ended with exit code " + exit;
  }
}
