package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.Compare;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;

/** What one client wants next, drawn by chance from what it knows. */
final class Wishes {

  private static final List<Compare.Operator> OPERATORS = List.of(Compare.Operator.values());

  private final World world;
  private final int client;
  private final Dice dice;

  /** Counts values, so that no two are equal. */
  private long count;

  /** The lease that this client holds as far as it knows; 0 for none. */
  private long lease;

  /** The version that this client saw last of some key; null for none. */
  private KeyVersion seen;

  Wishes(World world, int client, Dice dice) {
    this.world = world;
    this.client = client;
    this.dice = dice;
  }

  Request next() {
    Load load = world.settings().load();
    long choice = dice.nextLong(load.total());
    if ((choice -= load.puts()) < 0) {
      return put(dice.oneIn(4));
    } else if ((choice -= load.reads()) < 0) {
      return range();
    } else if ((choice -= load.deletes()) < 0) {
      return dice.oneIn(4)
          ? new Request.Delete(key(), "\0", dice.nextBoolean())
          : new Request.Delete(key(), "", dice.nextBoolean());
    } else if ((choice -= load.txns()) < 0) {
      return txn();
    } else if ((choice -= load.leases()) < 0) {
      return leaseRequest();
    }
    long back = dice.between(0, 60);
    return new Request.Compact(Math.max(1, world.ledger().newestKnown() - back));
  }

  /** What was learned from an answer. */
  void learn(Request request, Reply reply) {
    if (reply instanceof Reply.Grant grant) {
      lease = grant.id();
    } else if (reply instanceof Reply.Range range && !range.kvs().isEmpty()) {
      seen = range.kvs().get(0);
    } else if (reply instanceof Reply.KeepAlive renewed && renewed.ttlSeconds() == 0) {
      lease = 0;
    }
    if (request instanceof Request.Revoke) {
      lease = 0;
    }
  }

  /** A request has failed. */
  void learn(Request request) {
    if (request instanceof Request.Revoke || request instanceof Request.Put) {
      lease = 0;
    }
  }

  private String key() {
    return "k" + dice.nextInt(world.settings().keys());
  }

  private Request put(boolean withLease) {
    String value =
        client + "-" + ++count + "-" + "x".repeat(dice.nextInt(world.settings().valueBytes()));
    return new Request.Put(key(), value, withLease ? lease : 0, dice.nextBoolean());
  }

  private Request range() {
    long newest = world.ledger().newestKnown();
    long revision = dice.oneIn(8) && newest > 0 ? Math.max(1, newest - dice.between(0, 40)) : 0;
    boolean serializable = dice.oneIn(4);
    if (dice.oneIn(3)) {
      long limit = dice.oneIn(3) ? dice.between(1, 5) : 0;
      return new Request.Range(
          "k", "l", revision, limit, serializable, dice.oneIn(6), dice.oneIn(8));
    }
    return new Request.Range(key(), "", revision, 0, serializable, false, false);
  }

  private Request txn() {
    String guarded = seen != null && dice.nextBoolean() ? seen.key() : key();
    List<Compare> compares = new ArrayList<>();
    if (dice.oneIn(8)) {
      compares.add(Compare.number(Compare.Target.VERSION, guarded, operator(), dice.between(0, 3)));
    } else if (seen != null && seen.key().equals(guarded)) {
      compares.add(
          dice.nextBoolean()
              ? Compare.number(
                  Compare.Target.MOD, guarded, Compare.Operator.EQUAL, seen.modRevision())
              : Compare.value(guarded, Compare.Operator.EQUAL, seen.value()));
    } else {
      compares.add(
          Compare.number(
              Compare.Target.CREATE, guarded, operator(), world.ledger().newestKnown() / 2));
    }
    return new Request.Txn(compares, branch(guarded), branch(guarded));
  }

  private Compare.Operator operator() {
    return dice.pick(OPERATORS);
  }

  /** Operations that do not change the same key twice, which is forbidden. */
  private List<Request> branch(String key) {
    List<Request> ops = new ArrayList<>();
    if (dice.nextBoolean()) {
      ops.add(Request.Range.of(key, ""));
    }
    switch (dice.nextInt(4)) {
      case 0 -> ops.add(new Request.Delete(key, "", false));
      case 1 -> {
        ops.add(putOf(key));
        String other = key();
        if (!other.equals(key)) {
          ops.add(putOf(other));
        }
      }
      case 2 -> ops.add(putOf(key));
      default -> ops.add(Request.Range.of("k", "l"));
    }
    if (dice.oneIn(4)) {
      ops.add(Request.Range.of(key, ""));
    }
    return ops;
  }

  private Request putOf(String key) {
    return Request.Put.of(key, client + "-" + ++count);
  }

  private Request leaseRequest() {
    if (lease == 0) {
      return new Request.Grant(0, dice.between(1, 8));
    }
    return switch (dice.nextInt(8)) {
      case 0 -> new Request.Revoke(lease);
      case 1 -> new Request.TimeToLive(lease, dice.nextBoolean());
      case 2, 3 -> put(true);
      case 4 -> new Request.Grant(0, dice.between(1, 8)); // the old one is left to run out
      default -> new Request.KeepAlive(lease);
    };
  }
}
