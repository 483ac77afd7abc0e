package dev.balsa.jepsen.live.client;

import java.util.List;

/**
 * What the clients of a run do.
 *
 * @param name prefix of all keys and values, so that no two runs on the same cluster meet
 * @param seed of every choice
 * @param workloads what the writers do, in turn; none: nobody writes
 * @param writers how many clients write
 * @param readers how many clients read linearizably, each at one member
 * @param pauseMillis how long a client rests after an answer
 * @param deadlineMillis how long a client waits for an answer
 * @param watchedMembers where watchers begin
 * @param firstRevision from where they watch: the first that this run can write
 */
public record LoadPlan(
    String name,
    long seed,
    List<Workload> workloads,
    int writers,
    int readers,
    int pauseMillis,
    long deadlineMillis,
    List<Integer> watchedMembers,
    long firstRevision) {

  /** Makes the lists immutable. */
  public LoadPlan {
    workloads = List.copyOf(workloads);
    watchedMembers = List.copyOf(watchedMembers);
  }
}
