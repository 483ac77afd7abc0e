/**
 * Clients of a cluster: what they do ({@link dev.balsa.jepsen.live.client.Workload}), how many of
 * them ({@link dev.balsa.jepsen.live.client.Load}), and what they saw ({@link
 * dev.balsa.jepsen.live.client.Journal}), written down as a history for the checkers.
 *
 * <pre>
 *   writer     one operation after the other; after an error it asks the next member
 *   reader     linearizable reads at one member; at once too old? that is a violation
 *   watcher    everything, resumed behind the last revision; twice or backwards? a violation
 * </pre>
 *
 * <p>An error is fine if it is of etcd's Unavailable family or the client's own deadline: {@link
 * dev.balsa.jepsen.live.client.Errors}. A write that failed so may have happened, or may yet.
 */
package dev.balsa.jepsen.live.client;
