package dev.balsa.tools.localcluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The members while they run, and what happens to them. Thread-safe. */
final class RunningCluster implements MemberRun.Listener, Keys.Actions, AutoCloseable {
  private static final int RESTART_MILLIS = 1_000;

  private final Layout layout;
  private final Console console;
  private final boolean restarts;
  private final Guardian guardian;
  private final List<MemberRun> members = new ArrayList<>();
  private final Set<Integer> ready = new TreeSet<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();
  private boolean welcomed;

  /** Starts all members. */
  RunningCluster(
      Layout layout, List<String> server, List<String> flags, boolean restarts, Console console)
      throws IOException {
    this.layout = layout;
    this.console = console;
    this.restarts = restarts;
    guardian = new Guardian();
    for (int member : layout.numbers()) {
      List<String> command = new ArrayList<>(server);
      command.addAll(layout.flags(member, flags));
      members.add(new MemberRun(member, command, console, guardian, this));
    }
    for (MemberRun member : members) {
      member.start();
    }
  }

  private MemberRun run(int member) {
    return members.get(member - 1);
  }

  @Override
  public synchronized void ready(int member) {
    ready.add(member);
    if (!welcomed && ready.size() == layout.members()) {
      welcomed = true;
      console.say("all " + layout.members() + " members serve clients. In another terminal:");
      console.say("");
      console.say("  etcdctl --endpoints " + layout.endpoints() + " endpoint status -w table");
      console.say("");
      console.say(Keys.HELP);
    }
  }

  @Override
  public void died(int member, String how, List<String> lastLines) {
    synchronized (this) {
      ready.remove(member);
    }
    console.alarm(layout.name(member) + " " + how + "; it said last:");
    lastLines.forEach(line -> console.alarm("  " + line));
    console.alarm(quorum());
    if (restarts) {
      restart(member);
    } else {
      console.say("r " + member + " and Enter brings it back");
    }
  }

  private String quorum() {
    long alive = members.stream().filter(MemberRun::isAlive).count();
    int needed = layout.members() / 2 + 1;
    return alive >= needed
        ? alive + " of " + layout.members() + " members are left: a majority, the cluster goes on"
        : alive
            + " of "
            + layout.members()
            + " members are left: no majority, nothing is acknowledged until "
            + needed
            + " run";
  }

  private void restart(int member) {
    try {
      if (!over.await(RESTART_MILLIS, TimeUnit.MILLISECONDS)) {
        start(member);
      }
    } catch (IOException e) {
      console.alarm(layout.name(member) + " does not start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void kill(int member) {
    console.say(
        run(member).kill()
            ? "kill -9 " + layout.name(member)
            : layout.name(member) + " does not run");
  }

  @Override
  public void start(int member) throws IOException {
    console.say(
        run(member).start()
            ? layout.name(member) + " starts again"
            : layout.name(member) + " runs already");
  }

  @Override
  public void state() {
    for (int member : layout.numbers()) {
      console.say(
          "%s  %-8s 127.0.0.1:%d  %s"
              .formatted(
                  layout.name(member),
                  run(member).isAlive() ? "running" : "down",
                  layout.clientPort(member),
                  layout.directory(member)));
    }
  }

  @Override
  public void help() {
    console.say(Keys.HELP);
  }

  @Override
  public void quit() {
    over.countDown();
  }

  /** Returns when somebody typed that it should end. */
  void awaitQuit() throws InterruptedException {
    over.await();
  }

  /** Ends all members and waits until they are gone. Any thread, any number of times. */
  @Override
  public void close() throws IOException {
    over.countDown();
    if (!closing.getAndSet(true)) {
      console.say("ending");
    }
    members.forEach(MemberRun::end);
    try {
      for (MemberRun member : members) {
        member.awaitEnd();
      }
    } catch (InterruptedException e) {
      members.forEach(MemberRun::kill);
      Thread.currentThread().interrupt();
    }
    guardian.close();
  }
}
