/**
 * This project's Java client and jetcd side by side, at one server: {@code tools/bin/client-bench}.
 *
 * <p>It stands among the tests so that jetcd gets no nearer to what is published. {@link
 * dev.balsa.tools.clients.ClientBench} starts a server and one JVM for each client, and lets them
 * work in turn, A B A B; {@link dev.balsa.tools.clients.Worker} is what runs there. Each client has
 * a JVM of its own because a compiler that has seen both would specialize for neither.
 */
package dev.balsa.tools.clients;
