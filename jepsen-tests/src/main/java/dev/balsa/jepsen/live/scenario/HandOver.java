package dev.balsa.jepsen.live.scenario;

import dev.balsa.api.StatusResponse;
import dev.balsa.jepsen.live.cluster.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A leader that is asked to end, with {@code SIGTERM}: it lets a follower lead first. How long that
 * takes, and until the process is gone, is measured from the signal on, as somebody outside sees
 * it.
 */
final class HandOver {

  /** A follower leads by then, with the term that comes next. */
  private static final double LEADS_MILLIS_MAX = 500;

  /** The process is gone by then. */
  private static final double GONE_MILLIS_MAX = 1_500;

  private final Run run;
  private final List<Double> leads = new ArrayList<>();
  private final List<Double> gone = new ArrayList<>();

  HandOver(Run run) {
    this.run = run;
  }

  /** The leader ends in order, another leads, and it comes back. */
  void once() throws IOException, InterruptedException {
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    int leader = run.awaitLeader();
    List<Integer> others = run.members().stream().filter(member -> member != leader).toList();
    long term = run.admin().status(leader).getRaftTerm();
    ServerProcess process = run.cluster().process(leader);
    run.fault("leader asked to end", "member " + leader + " in term " + term);
    long began = System.nanoTime();
    process.askToEnd();
    int next = run.awaitLeaderOf(others);
    leads.add(millisSince(began));
    process.terminate();
    gone.add(millisSince(began));
    StatusResponse now = run.admin().status(next);
    if (now == null || now.getRaftTerm() != term + 1) {
      run.journal()
          .violation(
              "member " + next + " leads after term " + term + ", and says of itself: " + now);
    }
    process.start();
    run.awaitCaughtUp(leader);
  }

  /**
   * Tells how long it took.
   *
   * @param strict whether it is a broken promise if it took too long
   */
  void tell(boolean strict) {
    say("a follower led", leads, LEADS_MILLIS_MAX, strict);
    say("the process was gone", gone, GONE_MILLIS_MAX, strict);
  }

  private void say(String what, List<Double> millis, double most, boolean strict) {
    List<Double> sorted = millis.stream().sorted().toList();
    double worst = sorted.get(sorted.size() - 1);
    String text =
        String.format(
            Locale.ROOT,
            "%s after %.0f ms in the median, %.0f ms at worst",
            what,
            sorted.get(sorted.size() / 2),
            worst);
    run.say(text);
    if (strict && worst > most) {
      run.journal().violation(text + String.format(Locale.ROOT, ", not %.0f ms", most));
    }
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }
}
