/**
 * What is asked, how fast, and what came of it.
 *
 * <p>A {@link dev.balsa.tools.bench.load.Call} is one place in flight: it asks, waits for the
 * answer, checks that it is the right one, and asks again. A {@link
 * dev.balsa.tools.bench.load.Lane} holds the calls of one connection and decides when they ask:
 * each again as soon as it was answered, or at moments fixed beforehand. In the second case a
 * latency counts from the moment at which the request <em>should</em> have left: a server that
 * stands still for a second is charged with every request that had to wait, not with one (no
 * coordinated omission).
 *
 * <pre>
 * fixed rate 1,000/s   due     |1  |2  |3  |4  |5        a call waits for its place: its time runs
 *                      sent    |1  |2          |3|4|5    all the same, from due to answered
 * </pre>
 *
 * <p>Requests are templates of bytes in which only keys, revisions or numbers change. A {@link
 * dev.balsa.tools.bench.load.Meter} counts what ends within the measured time, and nothing before
 * it or after it.
 */
package dev.balsa.tools.bench.load;
