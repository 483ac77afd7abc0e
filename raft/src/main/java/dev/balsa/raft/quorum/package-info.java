/**
 * Who has to agree: majorities and pairs of majorities, as arithmetic without state.
 *
 * <p>One question covers commit, read rounds and the check of the quorum alike: <em>what is the
 * largest value that a quorum has reached?</em> With the match indexes 7, 5 and 9 of three voters
 * it is 7, because two of three have reached 7:
 *
 * <pre>
 *   sorted      5   7   9
 *                   ^----- the last two are a majority, and the smaller of them is 7
 * </pre>
 */
package dev.balsa.raft.quorum;
