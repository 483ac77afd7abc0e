package dev.balsa.tools.bench;

import dev.balsa.tools.bench.load.CallMaker;
import dev.balsa.tools.bench.load.LoadPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that are one kind of request each. */
final class Loads {
  private static final String TTL = "600";

  private Loads() {}

  @Command(name = "put", description = "Puts keys of which each value says when it was due.")
  static final class PutCommand extends LoadCommand {
    @Option(names = "--random-values", description = "Values that no compression makes smaller.")
    private boolean randomValues;

    @Override
    String label() {
      return "put";
    }

    @Override
    CallMaker maker(LoadPlan plan) {
      return randomValues ? CallMaker.randomPuts(plan) : CallMaker.puts(plan);
    }
  }

  @Command(
      name = "fill",
      description = "Puts every key once, in turn, and ends: for the reads that follow.")
  static final class FillCommand extends LoadCommand {
    @Option(names = "--random-values", description = "Values that no compression makes smaller.")
    private boolean randomValues;

    @Override
    String label() {
      return "fill";
    }

    @Override
    LoadPlan plan(LoadOptions given) {
      return given.onceEach();
    }

    @Override
    CallMaker maker(LoadPlan plan) {
      return randomValues ? CallMaker.randomPuts(plan) : CallMaker.puts(plan);
    }
  }

  @Command(name = "range", description = "Reads keys, which \"fill\" must have put.")
  static final class RangeCommand extends LoadCommand {
    @Option(names = "--serializable", description = "Read what this member has, without asking.")
    private boolean serializable;

    @Option(
        names = "--width",
        paramLabel = "N",
        defaultValue = "1",
        description = "How many neighbouring keys a request reads; ${DEFAULT-VALUE}.")
    private long width;

    @Override
    String label() {
      String kind = serializable ? "serializable" : "linearizable";
      return width == 1 ? "get, " + kind : "list of " + width + ", " + kind;
    }

    @Override
    CallMaker maker(LoadPlan plan) {
      return CallMaker.reads(plan, width, serializable);
    }
  }

  @Command(
      name = "txn",
      description = {
        "Compare and update: if the key is at the revision last seen, put it; else read it.",
        "Every request in flight has a key of its own, so all of them succeed."
      })
  static final class TxnCommand extends LoadCommand {
    @Override
    String label() {
      return "update txn";
    }

    @Override
    CallMaker maker(LoadPlan plan) {
      return CallMaker.updates(plan);
    }
  }

  @Command(name = "mixed", description = "Linearizable reads with a put now and then.")
  static final class MixedCommand extends LoadCommand {
    @Option(
        names = "--reads-per-write",
        paramLabel = "N",
        defaultValue = "3",
        description = "How many reads follow a put; ${DEFAULT-VALUE} unless said otherwise.")
    private int readsPerWrite;

    @Override
    String label() {
      return "mixed " + readsPerWrite + ":1";
    }

    @Override
    CallMaker maker(LoadPlan plan) {
      return CallMaker.mixed(plan, readsPerWrite);
    }
  }

  @Command(name = "lease-grant", description = "Grants leases, which run out by themselves.")
  static final class GrantCommand extends LoadCommand {
    @Option(
        names = "--ttl",
        paramLabel = "S",
        defaultValue = TTL,
        description = "For how many seconds; ${DEFAULT-VALUE} unless said otherwise.")
    private long ttlSeconds;

    @Override
    String label() {
      return "lease grant";
    }

    @Override
    CallMaker maker(LoadPlan plan) {
      return CallMaker.grants(ttlSeconds);
    }
  }

  @Command(
      name = "lease-keepalive",
      description = "Keeps leases alive: every request in flight has a lease and a stream.")
  static final class KeepAliveCommand extends LoadCommand {
    @Option(
        names = "--ttl",
        paramLabel = "S",
        defaultValue = TTL,
        description = "For how many seconds; ${DEFAULT-VALUE} unless said otherwise.")
    private long ttlSeconds;

    @Override
    String label() {
      return "lease keepalive";
    }

    @Override
    CallMaker maker(LoadPlan plan) {
      return CallMaker.keepAlives(ttlSeconds);
    }
  }

  @Command(
      name = "echo",
      description = {
        "Sends bytes to \"bench echo-server\", which sends them back: how many requests a second",
        "this generator and gRPC alone can do on this machine."
      })
  static final class EchoCommand extends LoadCommand {
    @Override
    String label() {
      return "echo";
    }

    @Override
    CallMaker maker(LoadPlan plan) {
      return CallMaker.echoes(plan);
    }
  }
}
