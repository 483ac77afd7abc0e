/**
 * Does Balsa answer as etcd answers? Clients that people have today are pointed at a real etcd 3.4
 * and at Balsa, and the two are compared.
 *
 * <p>A {@link dev.balsa.server.interop.Subject} is a server that clients can be pointed at:
 * Debian's etcd as a process, or Balsa inside this JVM. Three families of tests stand on it:
 *
 * <ul>
 *   <li>{@code EtcdctlTest} runs each script of etcdctl commands on both subjects and compares what
 *       was printed, with ids, ports and durations replaced by their names.
 *   <li>{@code JetcdTest} drives jetcd, the Java client of etcd.
 *   <li>{@code DifferentialTest} sends random requests to both in lockstep and compares every
 *       reply. What may differ stands in {@code KnownDifferences}, one line of reason each; nothing
 *       else may.
 * </ul>
 *
 * <p>Where etcd or etcdctl is not on the PATH, the tests that need it are skipped and say so. With
 * {@code -Dinterop.subject=etcd} a second etcd takes Balsa's place: whatever fails then is a fault
 * of these tests.
 */
package dev.balsa.server.interop;
