/**
 * The judges: given what clients saw, were the promises kept?
 *
 * <pre>
 * Verdict verdict = Checks.judge(history, CheckOptions.DEFAULT);
 * verdict.findings().forEach(System.out::println);       // nothing if all promises were kept
 * </pre>
 *
 * <p>Everything is pure: a history in, findings out, no clock, no thread, memory in proportion to
 * the history. {@code jepsen-tests/bin/check FILE...} is the same from a shell.
 *
 * <h2>One order</h2>
 *
 * <p>All writes and all linearizable reads must fit one order: each takes effect at one moment
 * between its invocation and its return, and answers what the state at that moment says. {@link
 * dev.balsa.jepsen.check.Execution} says what requests do to a {@link
 * dev.balsa.jepsen.check.Model}; {@link dev.balsa.jepsen.check.Search} looks for the order. An
 * operation of unknown outcome may take effect at any moment behind its invocation, or never. An
 * example, time from left to right:
 *
 * <pre>
 * c1   |-- put a=1 -&gt; rev 2 --|
 * c2        |-- put a=2 -&gt; unknown ...
 * c3                                |-- get a -&gt; rev 3, a=2 (created 2, version 2) --|
 *
 * revision 2 is claimed by c1; revision 3 by nobody, so it was c2's put, which can have come behind
 * c1's: version 2 says so. Order: put 1, put 2, get. Had c3 answered "rev 2, a=2", no order would fit.
 * </pre>
 *
 * <p>The revision in every answer leaves a choice only where nobody claims one. What is known about
 * such a revision ({@link dev.balsa.jepsen.check.Evidence}, {@link
 * dev.balsa.jepsen.check.KeyFacts}) rules out nearly all candidates before they are tried. First an
 * order is looked for that explains also what watchers, serializable reads and final readings saw
 * ({@link dev.balsa.jepsen.check.Witnesses}); only if there is none are the linearizable answers
 * judged alone, and if they fail, {@link dev.balsa.jepsen.check.Shrinker} cuts the smallest part
 * out.
 *
 * <h2>The other promises</h2>
 *
 * <p>The order, played once, is the {@link dev.balsa.jepsen.check.Timeline}: what happened at each
 * revision. Against it stand:
 *
 * <ul>
 *   <li>{@link dev.balsa.jepsen.check.Watches}: ordered, unique, atomic, reliable, resumable,
 *       bookmarkable; filters and previous versions.
 *   <li>{@link dev.balsa.jepsen.check.SerializableReads}: one state of the past, whole.
 *   <li>{@link dev.balsa.jepsen.check.Leases}: never early by the client's clock, all keys in one
 *       revision, gone in the end.
 *   <li>{@link dev.balsa.jepsen.check.CompactionLoss}: nothing that lives is lost.
 *   <li>{@link dev.balsa.jepsen.check.Durability}: what was acknowledged is there.
 *   <li>{@link dev.balsa.jepsen.check.Convergence}: all members hold the same.
 * </ul>
 *
 * <p>What is not judged: keep-alives and time-to-live as part of the one order (etcd answers them
 * from the leader's own clock and state), ranges with sort orders or revision filters, puts that
 * ignore value or lease (the format does not have them).
 */
package dev.balsa.jepsen.check;
