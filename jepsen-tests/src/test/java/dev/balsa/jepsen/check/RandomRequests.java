package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Compare;
import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Requests of every kind over few keys, with values nobody else writes. */
final class RandomRequests {

  private static final List<Compare.Operator> OPERATORS = List.of(Compare.Operator.values());

  private final RandomGenerator random;
  private final NaiveEtcd etcd;
  private final int keys;
  private final boolean leasesAndCompaction;
  private int nextValue;

  RandomRequests(RandomGenerator random, NaiveEtcd etcd, int keys, boolean leasesAndCompaction) {
    this.random = random;
    this.etcd = etcd;
    this.keys = keys;
    this.leasesAndCompaction = leasesAndCompaction;
  }

  private String key() {
    return "k" + (100 + random.nextInt(keys));
  }

  private String end(String key) {
    return switch (random.nextInt(4)) {
      case 0 -> key + "~";
      case 1 -> "k" + (100 + random.nextInt(keys + 1));
      case 2 -> "\0";
      default -> "";
    };
  }

  private String value() {
    return "v" + nextValue++;
  }

  private long lease() {
    return leasesAndCompaction && random.nextInt(6) == 0 && !etcd.leases.isEmpty()
        ? someLease()
        : 0;
  }

  private long someLease() {
    return etcd.leases.isEmpty() || random.nextInt(20) == 0
        ? 7 + random.nextInt(20)
        : List.copyOf(etcd.leases.keySet()).get(random.nextInt(etcd.leases.size()));
  }

  Request next() {
    int dice = random.nextInt(100);
    if (dice < 38) {
      return put();
    }
    if (dice < 58) {
      return range(random.nextInt(4) == 0);
    }
    if (dice < 64) {
      return delete();
    }
    if (dice < 88 || !leasesAndCompaction) {
      return txn(1);
    }
    return switch (dice % 6) {
      case 0 -> new Request.Compact(etcd.revision() - random.nextInt(40));
      case 1, 2 -> new Request.Grant(random.nextInt(3) == 0 ? 7 + random.nextInt(20) : 0, 5);
      case 3 ->
          switch (random.nextInt(4)) {
            case 0 -> new Request.Revoke(someLease());
            case 1 -> new Request.TimeToLive(someLease(), false);
            default -> new Request.KeepAlive(someLease());
          };
      default -> range(true);
    };
  }

  private Request put() {
    return new Request.Put(key(), value(), lease(), random.nextBoolean());
  }

  private Request delete() {
    String key = key();
    String end = random.nextInt(3) == 0 ? key + "~" : "";
    return new Request.Delete(key, end, random.nextBoolean());
  }

  private Request.Range range(boolean serializable) {
    String key = key();
    long revision = random.nextInt(5) == 0 ? Math.max(1, etcd.revision() - random.nextInt(30)) : 0;
    long limit = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0;
    return new Request.Range(
        key,
        end(key),
        revision,
        limit,
        serializable,
        random.nextInt(6) == 0,
        random.nextInt(9) == 0);
  }

  private Request txn(int depth) {
    List<Compare> compares = new ArrayList<>();
    String key = key();
    KeyVersion kv = etcd.state(etcd.revision()).get(key);
    Compare.Operator operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
    long mod = kv == null ? 0 : kv.modRevision();
    switch (random.nextInt(4)) {
      case 0 -> compares.add(Compare.number(Compare.Target.MOD, key, Compare.Operator.EQUAL, mod));
      case 1 -> compares.add(Compare.value(key, operator, kv == null ? "v" : kv.value()));
      case 2 ->
          compares.add(
              new Compare(
                  Compare.Target.VERSION, operator, key, end(key), 1 + random.nextInt(3), ""));
      default -> compares.add(Compare.number(Compare.Target.CREATE, key, operator, mod));
    }
    return new Request.Txn(compares, branch(depth), branch(depth));
  }

  private List<Request> branch(int depth) {
    List<Request> branch = new ArrayList<>();
    List<String> free = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      free.add("k" + (100 + i));
    }
    int size = random.nextInt(4);
    for (int i = 0; i < size && !free.isEmpty(); i++) {
      String key = free.remove(random.nextInt(free.size()));
      switch (random.nextInt(5)) {
        case 0, 1 -> branch.add(new Request.Put(key, value(), lease(), random.nextBoolean()));
        case 2 -> branch.add(new Request.Delete(key, "", random.nextBoolean()));
        case 3 -> branch.add(range(false));
        default -> branch.add(depth > 0 && size == 1 ? txn(depth - 1) : range(false));
      }
    }
    return List.copyOf(branch);
  }
}
