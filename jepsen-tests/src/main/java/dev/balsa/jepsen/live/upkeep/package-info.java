/**
 * {@code kill -9} in the middle of what a server does beside serving: compaction, a snapshot on its
 * way to a client, defragmentation, saving the key index, and a restore. Each kind of work is a
 * {@link dev.balsa.jepsen.live.upkeep.Work}; it is begun while clients write, and killed at a
 * moment between its beginning and when it ended last time.
 *
 * <p>After each kill the server must start, have every acknowledged write at its revision, and
 * serve over its saved key index what it serves over its whole history.
 */
package dev.balsa.jepsen.live.upkeep;
