package dev.balsa.tools.bench.load;

/** Makes the calls of a load. */
@FunctionalInterface
public interface CallMaker {
  /**
   * Makes one place in flight.
   *
   * @param keys the keys of its connection
   * @param number which place it is of all
   */
  Call make(Keys keys, int number);

  /** Puts. */
  static CallMaker puts(LoadPlan plan) {
    return (keys, number) -> new PutCall(keys, plan.valueBytes());
  }

  /** Puts of values that no compression makes smaller. */
  static CallMaker randomPuts(LoadPlan plan) {
    return (keys, number) ->
        new PutCall(keys, plan.valueBytes(), new RandomBytes(plan.valueBytes(), number));
  }

  /**
   * Reads.
   *
   * @param width how many neighbouring keys a read returns
   */
  static CallMaker reads(LoadPlan plan, long width, boolean serializable) {
    int answerBytesMin = answerBytesMin(plan, width);
    return (keys, number) -> new RangeCall(keys, width, plan.keys(), serializable, answerBytesMin);
  }

  /** Reads of single keys as they were at a revision. */
  static CallMaker readsAt(LoadPlan plan, long revision) {
    return (keys, number) -> RangeCall.at(keys, plan.keys(), revision, plan.valueBytes());
  }

  private static int answerBytesMin(LoadPlan plan, long width) {
    return (int) Math.min(Integer.MAX_VALUE, Math.min(width, plan.keys()) * plan.valueBytes());
  }

  /**
   * Linearizable reads of a page: the first keys of a range that goes on to the last key of all.
   *
   * @param limit how many keys a page has
   */
  static CallMaker pages(LoadPlan plan, long limit) {
    int answerBytesMin = answerBytesMin(plan, limit);
    return (keys, number) -> RangeCall.pages(keys, limit, plan.keys(), answerBytesMin);
  }

  /** Compare and update, each place its own key. */
  static CallMaker updates(LoadPlan plan) {
    return (keys, number) -> new UpdateCall(keys.key(number), plan.valueBytes());
  }

  /** So many linearizable reads to one put. */
  static CallMaker mixed(LoadPlan plan, int readsPerWrite) {
    return (keys, number) ->
        new MixedCall(
            new PutCall(keys, plan.valueBytes()),
            new RangeCall(keys, 1, plan.keys(), false, plan.valueBytes()),
            readsPerWrite,
            number);
  }

  /** Lease grants. */
  static CallMaker grants(long ttlSeconds) {
    return (keys, number) -> new GrantCall(ttlSeconds);
  }

  /** Keepalives, each place its own lease and stream. */
  static CallMaker keepAlives(long ttlSeconds) {
    return (keys, number) -> new KeepAliveCall(ttlSeconds);
  }

  /** Echoes, against {@link EchoServer}. */
  static CallMaker echoes(LoadPlan plan) {
    return (keys, number) -> new EchoCall(plan.valueBytes());
  }
}
