/**
 * Two servers, the same load, in turn: A, B, A, B, each time fresh processes on fresh directories.
 *
 * <p>A machine is never quiet and never twice the same, so the figures of one turn say little. What
 * counts is the ratio within a pair, measured minutes apart, and whether the pairs agree: {@link
 * dev.balsa.tools.bench.compare.Comparison} shows each of them, and the middle one. Beside the rate
 * stands the servers' processor time for an operation, which a generator on the same cores cannot
 * hide.
 *
 * <p>A {@link dev.balsa.tools.bench.compare.Row} is one load, a {@link
 * dev.balsa.tools.bench.compare.ServerGroup} the processes of one side, and a {@link
 * dev.balsa.tools.bench.compare.Turn} what one side did with all rows.
 */
package dev.balsa.tools.bench.compare;
