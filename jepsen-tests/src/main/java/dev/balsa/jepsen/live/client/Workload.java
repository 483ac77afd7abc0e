package dev.balsa.jepsen.live.client;

import dev.balsa.jepsen.history.Compare;
import dev.balsa.jepsen.history.Compare.Operator;
import dev.balsa.jepsen.history.Compare.Target;
import dev.balsa.jepsen.history.Reply;
import dev.balsa.jepsen.history.Request;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** What a writing client does over and over. Values are written once in a run, by one client. */
public enum Workload {
  /** Puts keys that nobody puts again. */
  PUT {
    @Override
    Reply step(Session session, int member, Step step) {
      return session.ask(member, Request.Put.of(step.unique(), step.unique()));
    }
  },
  /** Reads a register that all share and sets it if it is still what was read. */
  REGISTER {
    @Override
    Reply step(Session session, int member, Step step) {
      String key = step.shared("reg", REGISTERS);
      Reply.Range read = session.read(member, key);
      if (read == null) {
        return null;
      }
      Request put = Request.Put.of(key, step.unique());
      return session.ask(
          member, new Request.Txn(List.of(unchanged(read, key)), List.of(put), List.of()));
    }
  },
  /** Appends to a list that all share. */
  APPEND {
    @Override
    Reply step(Session session, int member, Step step) {
      String key = step.shared("list", LISTS);
      Reply.Range read = session.read(member, key);
      if (read == null) {
        return null;
      }
      String before = read.kvs().isEmpty() ? "" : read.kvs().get(0).value();
      String kept = before.length() > LIST_OCTETS_MAX ? "" : before + " ";
      return session.ask(
          member,
          new Request.Txn(
              List.of(unchanged(read, key)),
              List.of(Request.Put.of(key, kept + step.unique())),
              List.of(Request.Range.of(key, ""))));
    }
  },
  /** Adds to a set, looks at it, and deletes from it. */
  SET {
    @Override
    Reply step(Session session, int member, Step step) {
      String prefix = step.name() + "/set/";
      String element = step.shared("set", ELEMENTS);
      return switch (step.random().nextInt(3)) {
        case 0 -> session.ask(member, new Request.Put(element, step.unique(), 0, true));
        case 1 -> session.ask(member, new Request.Delete(element, "", true));
        default -> session.ask(member, Request.Range.of(prefix, step.name() + "/set0"));
      };
    }
  },
  /** Writes two keys and reads a third in one transaction. */
  TXN {
    @Override
    Reply step(Session session, int member, Step step) {
      int one = step.random().nextInt(ACCOUNTS);
      int other = (one + 1 + step.random().nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      String a = step.name() + "/account/" + one;
      String b = step.name() + "/account/" + other;
      Compare exists = Compare.number(Target.VERSION, a, Operator.GREATER, 0);
      return session.ask(
          member,
          new Request.Txn(
              List.of(exists),
              List.of(
                  Request.Put.of(a, step.unique()),
                  Request.Put.of(b, step.unique() + "+"),
                  Request.Range.of(step.shared("account", ACCOUNTS), "")),
              List.of(Request.Put.of(a, step.unique()))));
    }
  },
  /** A lock by a lease: taken if it is free, kept alive for a moment, given back. */
  LEASE {
    @Override
    Reply step(Session session, int member, Step step) {
      Reply granted = session.ask(member, new Request.Grant(0, LEASE_SECONDS));
      if (!(granted instanceof Reply.Grant grant)) {
        return null;
      }
      String key = step.shared("lock", LOCKS);
      Reply locked =
          session.ask(
              member,
              new Request.Txn(
                  List.of(Compare.number(Target.CREATE, key, Operator.EQUAL, 0)),
                  List.of(new Request.Put(key, step.unique(), grant.id(), false)),
                  List.of(Request.Range.of(key, ""))));
      session.ask(member, new Request.KeepAlive(grant.id()));
      boolean abandon = locked == null || step.random().nextInt(4) == 0;
      return abandon ? locked : session.ask(member, new Request.Revoke(grant.id()));
    }
  },
  /** Forgets what is older than some revisions, and writes on. */
  COMPACT {
    @Override
    Reply step(Session session, int member, Step step) {
      Reply put = session.ask(member, Request.Put.of(step.unique(), step.unique()));
      long to = put == null ? 0 : put.revision() - REVISIONS_KEPT;
      if (to > 1 && step.random().nextInt(COMPACT_EVERY) == 0) {
        return session.ask(member, new Request.Compact(to));
      }
      return put;
    }
  };

  private static final int REGISTERS = 8;
  private static final int LISTS = 4;
  private static final int LIST_OCTETS_MAX = 1_000;
  private static final int ELEMENTS = 16;
  private static final int ACCOUNTS = 8;
  private static final int LOCKS = 4;
  private static final int LEASE_SECONDS = 3;
  private static final int REVISIONS_KEPT = 2_000;
  private static final int COMPACT_EVERY = 200;

  /**
   * One turn of one client.
   *
   * @param name of the run, which begins all keys
   * @param unique a value that nobody else writes, ever
   */
  record Step(String name, String unique, SplittableRandom random) {
    String shared(String kind, int count) {
      return name + "/" + kind + "/" + random.nextInt(count);
    }
  }

  /** Does it once; null if it failed. */
  abstract Reply step(Session session, int member, Step step);

  /** What somebody who only reads may look at. */
  static String readable(Step step) {
    return step.shared("reg", REGISTERS);
  }

  private static Compare unchanged(Reply.Range read, String key) {
    return read.kvs().isEmpty()
        ? Compare.number(Target.VERSION, key, Operator.EQUAL, 0)
        : Compare.value(key, Operator.EQUAL, read.kvs().get(0).value());
  }

  /** Its name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
