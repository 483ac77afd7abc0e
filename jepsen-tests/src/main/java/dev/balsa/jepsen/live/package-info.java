/**
 * Real processes under real faults: the commands.
 *
 * <p>{@link dev.balsa.jepsen.live.Live} plays scenarios on three members, or random faults: start
 * reading at {@link dev.balsa.jepsen.live.scenario.Scenario}. {@link
 * dev.balsa.jepsen.live.KillRounds} kills a single member with {@code kill -9} under concurrent
 * writers, over and over on the same data, and after each restart reads back what happened:
 *
 * <pre>
 * writers      put w/3/17 -> acknowledged at revision 4711, ...
 * kill -9
 * restart      watch from the last revision that was checked:  4701 4702 ... 4711 ... 4730
 *                                                              one event each, no hole
 *              w/3/17 is there, at 4711, with version 1: acknowledged, and applied once
 * </pre>
 *
 * <p>A write whose acknowledgement was never seen may be there or not, but not twice.
 */
package dev.balsa.jepsen.live;
