package dev.balsa.jepsen.live.scenario;

import dev.balsa.api.StatusResponse;
import dev.balsa.jepsen.live.cluster.Cluster;
import dev.balsa.jepsen.live.cluster.Etcdctl;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A new member takes the place of a dead one, with the commands that an operator would use. */
final class Replacement {
  private static final int PROMOTE_ATTEMPTS_MAX = 300;
  private static final int PROMOTE_AGAIN_MILLIS = 100;
  private static final String NOT_READY = "can only promote a learner member which is in sync";

  private Replacement() {}

  static void replace(Run run, int dead) throws IOException, InterruptedException {
    Cluster.Newcomer newcomer = run.cluster().newcomer();
    Etcdctl.Added added = run.etcdctl().addLearner(newcomer.name(), newcomer.peerUrl());
    run.say("etcdctl member add " + newcomer.name() + " --learner: " + added.id());
    run.cluster().join(newcomer, added.initialCluster());
    run.connections().add("127.0.0.1:" + run.cluster().clientPort(newcomer.number()));
    run.say(newcomer.name() + " has joined");
    promote(run, added.id());
    run.members().add(newcomer.number());
    run.awaitCaughtUp(newcomer.number());
    String deadId = id(run, "m" + dead);
    run.etcdctl().run("member", "remove", deadId).orThrow();
    run.say("etcdctl member remove " + deadId);
    run.members().remove(dead);
    run.awaitWrites(Scenario.AFTER_A_FAULT);
    StatusResponse status = run.admin().status(newcomer.number());
    if (status == null || status.getIsLearner()) {
      throw new AssertionError(newcomer.name() + " is no voter: " + status);
    }
  }

  private static void promote(Run run, String id) throws IOException, InterruptedException {
    for (int i = 0; i < PROMOTE_ATTEMPTS_MAX; i++) {
      Etcdctl.Answer answer = run.etcdctl().run("member", "promote", id);
      if (answer.exitCode() == 0) {
        run.say("etcdctl member promote " + id + " after " + i + " refusals");
        return;
      }
      if (!answer.output().contains(NOT_READY)) {
        answer.orThrow();
      }
      Thread.sleep(PROMOTE_AGAIN_MILLIS);
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
