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
