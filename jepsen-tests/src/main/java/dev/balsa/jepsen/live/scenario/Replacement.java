package dev.balsa.jepsen.live.scenario;

import dev.balsa.api.StatusResponse;
import dev.balsa.jepsen.live.cluster.Cluster;
import dev.balsa.jepsen.live.cluster.Etcdctl;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A new member takes the place of a dead one, with the commands that an operator would use. The
 * dead one is removed first: as long as it counts, a change of members is refused as unhealthy.
 */
final class Replacement {
  private static final int ATTEMPTS_MAX = 300;
  private static final int AGAIN_MILLIS = 100;
  private static final String UNHEALTHY = "unhealthy cluster";
  private static final String NOT_READY = "can only promote a learner member which is in sync";

  private Replacement() {}

  static void replace(Run run, int dead) throws IOException, InterruptedException {
    String deadId = id(run, "m" + dead);
    untilHealthy(run, "member", "remove", deadId);
    run.say("etcdctl member remove " + deadId);
    run.members().remove(dead);
    Cluster.Newcomer newcomer = run.cluster().newcomer();
    Etcdctl.Added added =
        Etcdctl.added(
            untilHealthy(
                run,
                "member",
                "add",
                newcomer.name(),
                "--learner",
                "--peer-urls=" + newcomer.peerUrl()));
    run.say("etcdctl member add " + newcomer.name() + " --learner: " + added.id());
    run.cluster().join(newcomer, added.initialCluster());
    run.connections().add("127.0.0.1:" + run.cluster().clientPort(newcomer.number()));
    run.say(newcomer.name() + " has joined");
    promote(run, added.id());
    run.members().add(newcomer.number());
    run.awaitCaughtUp(newcomer.number());
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    StatusResponse status = run.admin().status(newcomer.number());
    if (status == null || status.getIsLearner()) {
      throw new AssertionError(newcomer.name() + " is no voter: " + status);
    }
  }

  /**
   * Members are not changed while one of the others has not been reachable for some seconds; an
   * operator tries again.
   */
  private static String untilHealthy(Run run, String... command)
      throws IOException, InterruptedException {
    Etcdctl.Answer answer = run.etcdctl().run(command);
    for (int i = 0; i < ATTEMPTS_MAX && answer.output().contains(UNHEALTHY); i++) {
      Thread.sleep(AGAIN_MILLIS);
      answer = run.etcdctl().run(command);
    }
    return answer.orThrow();
  }

  private static void promote(Run run, String id) throws IOException, InterruptedException {
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
      Etcdctl.Answer answer = run.etcdctl().run("member", "promote", id);
      if (answer.exitCode() == 0) {
        run.say("etcdctl member promote " + id + " after " + i + " refusals");
        return;
      }
      if (!answer.output().contains(NOT_READY)) {
        answer.orThrow();
      }
      Thread.sleep(AGAIN_MILLIS);
    }
    throw new AssertionError("learner " + id + " never became ready to be promoted");
  }

  private static String id(Run run, String name) throws IOException, InterruptedException {
    String list = run.etcdctl().run("member", "list").orThrow();
    Matcher line = Pattern.compile("(?m)^([0-9a-f]+), \\w+, " + name + ",").matcher(list);
    if (!line.find()) {
      throw new IOException("no member " + name + " in: " + list);
    }
    return line.group(1);
  }
}
