/**
 * A whole cluster on one thread, in virtual time, out of one seed.
 *
 * <pre>
 *   Schedule      virtual time: what is due next happens next, and nothing else
 *     Machine     disk, clock, process: production code of a member between SimEnvironment and SimNetwork
 *     Client      asks, and remembers what it was told
 *     Nemesis     brings faults, and takes them away
 *   Invariants        look at a member after every event that concerned it
 *   SeedRun       faults; then healing, and everything must come together in time
 *   Soak          seed after seed
 * </pre>
 *
 * <p>Nothing here may depend on anything but the seed: no clock, no hash order, no thread. Chance
 * comes from {@link dev.balsa.jepsen.sim.Dice}, one source for each purpose. What happens goes into
 * a hash, which must be the same for a seed on every machine.
 *
 * <p>To follow a failure, look at its faults and changes of state first, then at everything around
 * the event:
 *
 * <pre>
 *   jepsen-tests/bin/sim --seed 7 --trace --kinds fault,member,state
 *   jepsen-tests/bin/sim --seed 7 --trace --from 41200 --until 41277
 * </pre>
 */
package dev.balsa.jepsen.sim;
