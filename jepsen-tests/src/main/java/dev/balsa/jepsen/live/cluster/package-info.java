/**
 * Real server processes, and what can be done to them from outside.
 *
 * <p>{@link dev.balsa.jepsen.live.cluster.ServerProcess} is one server: started, killed, paused,
 * asked to end. {@link dev.balsa.jepsen.live.cluster.Cluster} is several, each of which advertises
 * the address of a proxy of ours, so that {@link dev.balsa.jepsen.live.cluster.Links} can cut, hold
 * or delay what flows from one member to another, in each direction apart:
 *
 * <pre>
 *   m0 ─┐                           ┌─▶ proxy of m2 ─▶ m2 listens
 *       ├─▶ proxy of m1 ─▶ m1 listens
 *   m2 ─┘
 *
 *   who connected to a proxy?   the kernel's tables name the process behind a source port
 *   link m0 → m1                what m0 sends on connections it opened to m1's proxy,
 *                               and what m0 answers on connections m1 opened to m0's proxy
 * </pre>
 *
 * <p>Nothing in the bytes is understood, so the same harness can judge any server that takes etcd's
 * flags. {@link dev.balsa.jepsen.live.cluster.Etcdctl} runs the real tool.
 */
package dev.balsa.jepsen.live.cluster;
