package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;

/** {@link TxnKeys} against a version that compares everything with everything. */
class TxnKeysPropertyTest {

  private static final int MAX_DEPTH = 3;

  @Property(tries = 3000)
  void findsTheSameConflictsAsComparingAllPairs(@ForAll long seed) {
    List<RequestOp> ops = randomOps(new Random(seed), 0);
    assertEquals(naive(ops) == null, TxnKeys.conflict(ops));
  }

  @Example
  void staysFastWithManyNestedPuts() {
    List<RequestOp> ops = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      List<RequestOp> inner = new ArrayList<>();
      for (int j = 0; j < 127; j++) {
        inner.add(RequestChecksTest.put("key-" + i + "-" + j));
      }
      ops.add(RequestChecksTest.nested(inner.toArray(new RequestOp[0])));
    }
    for (int depth = 0; depth < 60; depth++) {
      ops = List.of(RequestChecksTest.nested(ops.toArray(new RequestOp[0])));
    }
    List<RequestOp> all = ops;
    boolean conflict =
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> TxnKeys.conflict(all));
    assertFalse(conflict);
  }

  private record Naive(Set<String> puts, List<String[]> deletes) {
    boolean deletes(String key) {
      return deletes.stream().anyMatch(d -> d[0].compareTo(key) <= 0 && key.compareTo(d[1]) < 0);
    }
  }

  /** The rules in their plainest form; null for a conflict. */
  private static Naive naive(List<RequestOp> ops) {
    Naive level = new Naive(new HashSet<>(), new ArrayList<>());
    for (RequestOp op : ops) {
      if (op.hasRequestDeleteRange()) {
        String key = op.getRequestDeleteRange().getKey().toStringUtf8();
        String end = op.getRequestDeleteRange().getRangeEnd().toStringUtf8();
        level.deletes.add(new String[] {key, end.isEmpty() ? key + "\0" : end});
      }
    }
    for (RequestOp op : ops) {
      if (op.hasRequestTxn()) {
        Naive then = naive(op.getRequestTxn().getSuccessList());
        Naive otherwise = naive(op.getRequestTxn().getFailureList());
        if (then == null || otherwise == null) {
          return null;
        }
        Set<String> both = new HashSet<>(then.puts);
        both.addAll(otherwise.puts);
        for (String key : both) {
          if (level.puts.contains(key) || level.deletes(key)) {
            return null;
          }
        }
        level.puts.addAll(both);
        level.deletes.addAll(then.deletes);
        level.deletes.addAll(otherwise.deletes);
      }
    }
    for (RequestOp op : ops) {
      if (op.hasRequestPut()) {
        String key = op.getRequestPut().getKey().toStringUtf8();
        if (level.deletes(key) || !level.puts.add(key)) {
          return null;
        }
      }
    }
    return level;
  }

  private static List<RequestOp> randomOps(Random random, int depth) {
    List<RequestOp> ops = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(depth < MAX_DEPTH ? 4 : 3);
      String key = randomKey(random);
      switch (kind) {
        case 0, 1 -> ops.add(RequestChecksTest.put(key));
        case 2 ->
            ops.add(RequestChecksTest.delete(key, random.nextBoolean() ? "" : randomKey(random)));
        default ->
            ops.add(
                RequestOp.newBuilder()
                    .setRequestTxn(
                        TxnRequest.newBuilder()
                            .addAllSuccess(randomOps(random, depth + 1))
                            .addAllFailure(randomOps(random, depth + 1)))
                    .build());
      }
    }
    return ops;
  }

  private static String randomKey(Random random) {
    return String.valueOf((char) ('a' + random.nextInt(12)));
  }
}
