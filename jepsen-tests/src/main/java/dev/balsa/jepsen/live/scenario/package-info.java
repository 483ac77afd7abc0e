/**
 * What happens to a cluster under load: named stories with a fixed course ({@link
 * dev.balsa.jepsen.live.scenario.Scenario}), and random faults for as long as one likes ({@link
 * dev.balsa.jepsen.live.scenario.Soak}, which draws from {@link
 * dev.balsa.jepsen.live.scenario.Nemesis}).
 *
 * <pre>
 *   run.load(64 writers, ...)                     clients begin
 *   run.fault("leader killed", "member 1")        noted in the history, and the gap is measured
 *   run.cluster().process(1).kill()
 *   run.awaitWrites(500)                          the others must go on
 *   run.cluster().process(1).start()
 *   run.awaitCaughtUp(1)
 *   run.judged()                                  clients end, members rest, everything is compared
 * </pre>
 */
package dev.balsa.jepsen.live.scenario;
