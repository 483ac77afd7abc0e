/**
 * The micro-benchmarks, {@code tools/bin/microbench}: what one call of a hot part costs, so that a
 * later change that costs speed is seen. Each benchmark stands in the package of what it measures,
 * among this module's tests: {@code dev.balsa.wal.WalEncodeBenchmark} and its like.
 */
package dev.balsa.tools.microbench;
