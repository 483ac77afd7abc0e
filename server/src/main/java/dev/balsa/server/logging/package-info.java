/**
 * What a member says about itself.
 *
 * <p>Code logs through {@link dev.balsa.server.logging.Log}: a fixed sentence, so that it can be
 * searched for, and facts as keys and values. It goes to {@link java.lang.System.Logger}; which
 * framework receives it is the embedding application's choice.
 *
 * <p>The server's own process chooses for itself ({@link dev.balsa.server.logging.ServerLogging}):
 * one JSON object a line on stderr with the keys of zap, which etcd's log has too.
 *
 * <pre>{@code
 * Log -> System.Logger -> java.util.logging -> LineHandler -> LineQueue -> stderr
 *                         gRPC ----^           (one line)     (bounded, own thread)
 *
 * {"level":"info","ts":"2026-01-02T03:04:05.678901Z","caller":"node/Leadership.java:61","msg":"became leader","term":2}
 * }</pre>
 *
 * <p>A line waits in memory until it is written; who logs never waits for a terminal. If too much
 * waits, lines are dropped, and a line says how many.
 */
package dev.balsa.server.logging;
