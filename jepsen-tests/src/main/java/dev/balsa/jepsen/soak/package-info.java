/**
 * Does memory stay flat? A server as a process of its own, under everything that costs it memory
 * for a while: TLS handshakes, tokens, leases, watches, connections that come and go.
 *
 * <pre>
 * jepsen-tests/bin/tls-soak --minutes 60
 *
 *   4 users with password and token, 1 user by certificate, 1 guest of the JSON gateway
 *        | TLS, client certificates asked for and checked
 *   one server: users and roles on, history compacted every few minutes, a small heap
 *        |
 *   every minute: RSS, heap now and after the last collection, open files, threads, size on disk
 * </pre>
 *
 * <p>Every reply is checked as well: a worker reads its own keys and knows what must stand there, a
 * watch must tell of the put it waits for, and what is not permitted must be refused.
 *
 * <p><b>What flat means.</b> The first third of a run warms up: the JVM compiles, the heap and the
 * storage engine's caches fill. Then {@link dev.balsa.jepsen.soak.Verdict} compares the middle
 * third with the last: the medians of the RSS may differ by a twentieth, those of files and threads
 * by a few. The slope of a line through the last two thirds is told beside it.
 */
package dev.balsa.jepsen.soak;
