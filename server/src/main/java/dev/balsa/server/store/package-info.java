/**
 * Where a member keeps its store, and how copies of it travel.
 *
 * <p>{@link dev.balsa.server.store.StoreDirectory} is the real one, over RocksDB; {@link
 * dev.balsa.server.store.MemoryHome} lives on the heap. Both do what {@link
 * dev.balsa.server.node.StoreHome} promises.
 *
 * <h2>Directories</h2>
 *
 * <pre>
 *   data-dir/member/wal                 the log; elsewhere with --wal-dir
 *   data-dir/member/store               the key space in RocksDB, and where in the log it stands
 *   data-dir/member/store/key-index     the key index of some moment, so that a start need not read all; may be missing
 *   data-dir/member/incoming-INDEX      a copy of another member's store while it arrives
 *   data-dir/member/store-INDEX         a copy that has arrived in whole
 *   data-dir/member/copy-NUMBER         a copy of this member's store while it is sent
 *   data-dir/member/removed-NAME        what is being removed
 *                                       INDEX is where the copy stands in the log, 16 hexadecimal digits
 * </pre>
 *
 * <p>A name says what a directory is, and every step is one rename, made durable before the next:
 *
 * <pre>
 *   step                                       a crash right after it leaves
 *   ----------------------------------------   -----------------------------------------------------
 *   1 files written and synced in incoming-X   incoming-X: removed at the next start
 *   2 incoming-X becomes store-X               store has reached the log's mark: store-X is removed
 *   3 the log saves the mark X                 store has not, store-X has: store is removed
 *   4 the running store is swapped             the same
 *   5 store becomes removed-store, and goes    one store: it is opened
 *   -- at the next start --
 *   6 store-X becomes store                    one store
 * </pre>
 *
 * <p>So the third step, one record in the log, decides. The rule at the start needs no other
 * record: of the stores found, the first is right that has applied the log up to its mark, because
 * a store is flushed before a mark is made of it. RocksDB never has its directory renamed while it
 * is open.
 *
 * <h2>The saved key index</h2>
 *
 * <p>{@code mvcc}'s package documentation draws it and says why it may be trusted. Here it gets its
 * name: written to {@code key-index.new}, synced, renamed over the old one, the directory synced.
 * It lies in the store's own directory, so that it can never be taken for another store's. When it
 * is written:
 *
 * <pre>
 *   after a flush of the store     if half as many revisions have passed as there are records, 100,000 at least
 *   before a compaction removes    if it is from before the mark; the removal waits for it, once a minute at most
 *   at the stop                    if 10,000 revisions have passed, or a compaction is ahead of it
 *   never                          below 50,000 records: those are read faster than anybody looks
 * </pre>
 *
 * <h2>A copy as bytes</h2>
 *
 * <p>The files of a RocksDB checkpoint (hard links: it takes no space of its own while it is sent),
 * one behind the other; numbers are big endian:
 *
 * <pre>
 *   copy   file ... file  'E'
 *
 *          0   1            3          3+n                11+n
 *          +---+------------+----------+------------------+------------------+
 *   file   |'F'| n, 2 bytes | n: name  | length, 8 bytes  | the file's bytes |
 *          +---+------------+----------+------------------+------------------+
 * </pre>
 *
 * <p>Checksums are the transport's, and RocksDB's own: reading the key index from the copy reads
 * every record.
 */
package dev.balsa.server.store;
