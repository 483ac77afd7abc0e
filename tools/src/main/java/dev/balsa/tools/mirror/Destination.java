package dev.balsa.tools.mirror;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.Compare;
import dev.balsa.client.Get;
import dev.balsa.client.GetResult;
import dev.balsa.client.KeyRange;
import dev.balsa.client.KeyValue;
import dev.balsa.client.Op;
import dev.balsa.client.Put;
import dev.balsa.client.Txn;
import dev.balsa.client.TxnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where changes go, each together with the position behind it. One thread uses it. */
final class Destination {

  private final BalsaClient client;
  private final MirrorPlan plan;
  private final Patience patience;
  private final Bytes positionKey;

  /** What this mirror wrote last, or found; null if the destination has never been mirrored to. */
  private Position position;

  private long changes;

  Destination(BalsaClient client, MirrorPlan plan, Patience patience) {
    this.client = client;
    this.plan = plan;
    this.patience = patience;
    this.positionKey = plan.positionKey();
  }

  /** Looks up how far an earlier mirror came. */
  void load() {
    Optional<KeyValue> found = patience.ask("the destination", () -> client.kv().get(positionKey));
    position = found.map(kv -> Position.parse(kv.valueText())).orElse(null);
  }

  Position position() {
    return position;
  }

  /** Keys put or deleted so far. */
  long changes() {
    return changes;
  }

  /** How many keys there are in the place that is mirrored to, positions aside. */
  long count() {
    return count(plan.target()) - count(KeyRange.prefix(MirrorPlan.POSITIONS), plan.target());
  }

  private long count(KeyRange range) {
    return patience
        .ask("the destination", () -> client.kv().get(Get.range(range).countOnly()))
        .count();
  }

  /** Those of a range that lie in another one. */
  private long count(KeyRange range, KeyRange within) {
    return within.contains(range.key()) ? count(range) : 0;
  }

  /** The first keys of a range, without values. */
  GetResult keys(KeyRange range, int limit) {
    Get get = Get.range(range).keysOnly().limit(limit);
    return patience.ask("the destination", () -> client.kv().get(get));
  }

  /**
   * Makes changes and moves the position, at one revision or not at all.
   *
   * @throws MirrorException if the position is not where this mirror left it
   */
  void write(List<Op> operations, Position next) {
    List<Op> all = new ArrayList<>(operations);
    all.add(Put.of(positionKey, next.text()));
    KeyRange key = KeyRange.key(positionKey);
    Compare unmoved =
        position == null
            ? Compare.createRevision(key).equalTo(0)
            : Compare.value(positionKey).equalTo(position.text());
    // Sent twice, the second finds the position moved: by itself, as the answer tells.
    Txn txn =
        Txn.when(unmoved).then(all.toArray(Op[]::new)).orElse(Get.key(positionKey)).idempotent();
    TxnResult result = patience.ask("the destination", () -> client.kv().commit(txn));
    if (!result.succeeded() && !isAt(next, result)) {
      throw new MirrorException(
          "somebody else has moved the position in " + positionKey.utf8() + ": another mirror?");
    }
    position = next;
    changes += operations.size();
  }

  private static boolean isAt(Position next, TxnResult result) {
    return result.get(0).first().map(kv -> kv.value().equals(next.text())).orElse(false);
  }
}
