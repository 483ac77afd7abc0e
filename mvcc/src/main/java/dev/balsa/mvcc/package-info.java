/**
 * The replicated key space: every change gets a revision, every revision can be read until it is
 * compacted.
 *
 * <h2>How to use it</h2>
 *
 * <p>One thread applies; any thread reads.
 *
 * <pre>{@code
 * Store store = Store.open(RocksBackend.open(directory), StoreConfig.DEFAULT);
 * long next = store.appliedIndex() + 1;                     // where the log goes on
 *
 * store.beginBatch();                                       // the applying thread
 * Applied put = store.apply(Op.Put.of(key, value));         // put.events() go to watchers
 * Applied txn = store.apply(new Op.Txn(compares, success, failure));
 * store.commitBatch(next + 1, term);                        // one atomic write; then readers see it
 *
 * View view = store.view();                                 // any thread, no lock
 * RangeResult now = view.range(Op.Range.of(KeyRange.prefix(prefix), 0));
 * RangeResult then = view.range(Op.Range.of(KeyRange.prefix(prefix), now.revision() - 5));
 *
 * store.flush();                                            // a background thread, now and then
 * long keepLogFrom = store.flushedAppliedIndex() + 1;
 *
 * store.beginBatch();                                       // the applying thread again
 * store.compact(revision);                                  // reads below fail from the commit on
 * store.commitBatch(next + 2, term);
 * while (store.compactStep(1_000) > 0) { }                  // between batches, a bounded step at a time
 * }</pre>
 *
 * <h2>What lies where</h2>
 *
 * <pre>
 *   memory                                             backend
 *   KeyIndex: key -&gt; its revisions                     Space.KEY: revision -&gt; KeyValue
 *   LeaseTable: lease -&gt; its keys                      Space.LEASE, META, ALARM, MEMBERS, ...
 *   RecentValues: current versions of keys
 *     that were read
 *   ListedLeaves: versions of leaves of the index
 *     that lists read again and again, framed
 *
 *   a key of the history                               the value under it
 *   0              8   9             17  18
 *   +--------------+---+--------------+---+            a put:       mvccpb.KeyValue, as it goes over the wire
 *   | main, 8 B BE | _ | sub, 8 B BE  | t |            a tombstone: mvccpb.KeyValue with nothing but the key
 *   +--------------+---+--------------+---+
 *                    t only behind a tombstone
 * </pre>
 *
 * <p>{@code main} counts operations that changed something; {@code sub} counts the changes inside
 * one. A get is one lookup in the index and, unless the version is among the recent ones, one read
 * of the backend. Counts, keys-only lists, revision filters and sorts by anything but the value
 * never leave the index.
 *
 * <p>A plain list ({@link dev.balsa.mvcc.View#list}) is made of bytes for the wire, leaf by leaf.
 * The second list that meets a leaf of the index without a change since the first keeps the
 * versions of all its keys ready in one array, framed as field 2 of a message; the lists that
 * follow take a piece of that. A changed leaf is another node, so what lies ready never becomes
 * wrong.
 *
 * <h2>A life, and its compaction</h2>
 *
 * <p>A fresh store stands at revision 1. A key's life from creation to deletion is a
 * <i>generation</i>; its puts are versions 1, 2, 3 of it.
 *
 * <pre>
 *   operation                 revision   what is stored                            history of "a" in the index
 *   put a=x                   2          2_0  {a, create 2, mod 2, version 1, x}    {2}
 *   txn: put b=1, put a=y     3          3_0  {b, create 3, mod 3, version 1, 1}
 *                                        3_1  {a, create 2, mod 3, version 2, y}    {2, 3}
 *   delete a                  4          4_0t {a}                                   {2, 3, 4t}
 *   put b=2                   5          5_0  {b, create 3, mod 5, version 2, 2}
 *   put a=z                   6          6_0  {a, create 6, mod 6, version 1, z}    {2, 3, 4t} {6}
 *
 *   a read of "a" sees        at 2: x    at 3: y    at 4 and 5: nothing    at 6: z
 * </pre>
 *
 * <p>A compaction keeps, of each key, the newest entry at or below its revision, because a read at
 * that revision still needs it; a tombstone it keeps only at exactly that revision, so that a
 * watcher starting there still sees the deletion:
 *
 * <pre>
 *   compact at   "a" keeps          "b" keeps    removed
 *   2            {2, 3, 4t} {6}     {3, 5}       nothing
 *   3            {3, 4t} {6}        {3, 5}       2_0
 *   4            {4t} {6}           {3, 5}       2_0 3_1
 *   5            {6}                {5}          2_0 3_0 3_1 4_0t
 * </pre>
 *
 * <p>The mark is one record in the batch that carries the command. Removing is separate work in
 * bounded steps: oldest entries of a key first, in the backend first and then in the index. After a
 * crash at any point the rest is a valid history, the mark is there, and the walk starts over.
 *
 * <h2>Why reads need no lock</h2>
 *
 * <ol>
 *   <li>The writer edits index nodes in place only if it made them itself since the last
 *       publication; all others it copies first. Publishing ends its ownership of every node.
 *   <li>A {@link dev.balsa.mvcc.View} holds one root, one revision and one compaction mark, and is
 *       reached through one volatile field, written after the backend has the batch.
 *   <li>Stored versions never change; they can only be removed, and only below a published mark. So
 *       a version that a view's index names and the backend does not have was compacted since: a
 *       read of "now" goes to the newest view, a read of a named revision answers COMPACTED. If no
 *       newer mark explains it, the storage is damaged, and the read says so.
 * </ol>
 *
 * <h2>The saved key index</h2>
 *
 * <p>Opening a store reads its whole history: about a third of a million versions a second and
 * core. {@link dev.balsa.mvcc.Store#saveIndex} writes the index of one published view down, so that
 * the next start reads that (several million keys a second) and only the history behind its
 * revision:
 *
 * <pre>
 *   file      header  block ... block                     numbers are big endian, n is a varint
 *
 *   0            8            12              20           24
 *   +------------+------------+---------------+------------+
 *   | BALSAIDX   | version 1  | revision      | crc32c     |        header
 *   +------------+------------+---------------+------------+
 *
 *   0      1          5            9              9+length
 *   +------+----------+------------+--------------+------------+
 *   | kind | length   | crc32c     | payload      | crc32c     |    block, about 64 KiB; both checksums
 *   +------+----------+------------+--------------+------------+    take in the block's number
 *
 *   K   keys in ascending order    n shared with the key before, n of its own, these bytes, history
 *   L   keys that hang on leases   n shared, n of its own, these bytes, n lease
 *   E   the end                    n keys, n keys that hang on leases
 *
 *   history   n entries &lt;&lt; 2 | has elders &lt;&lt; 1 | has subs
 *             [elders: n create revision, n version of the first entry]
 *             each entry: n main revisions since the entry before &lt;&lt; 1 | is a tombstone  [subs: n sub]
 * </pre>
 *
 * <p>Why that is the index that the whole history would give:
 *
 * <ol>
 *   <li>The store is flushed after the writing, and only then the file gets its name. So the
 *       backend is never behind the file, whatever a crash takes.
 *   <li>Every change behind the file's revision is found behind it in the history, unless
 *       compaction has removed it. It removes nothing above its mark, and the first write that
 *       removes something for a mark notes the mark ({@code balsaRemoving}): a file from before it
 *       is not used.
 *   <li>What compaction has removed below the file's revision is cut off while the file is read:
 *       all that is removable at the mark that is finished. What only an unfinished one may have
 *       removed stays, is out of every reader's reach, and goes when the walk starts over.
 *   <li>The sum over all live versions, which every batch notes, is compared at the end.
 * </ol>
 *
 * <p>A file that is damaged or does not fit is refused, with the reason, and the history is read.
 *
 * <h2>Intended oddities</h2>
 *
 * <ul>
 *   <li>A sort target without a sort order cuts to the limit in key order first and sorts then:
 *       etcd does, and clients may see it.
 *   <li>The revision of a nested transaction's own answer is 0, as etcd leaves that header empty.
 *   <li>A keys-only answer carries lease 0, because the index does not know leases; sorted by value
 *       it carries the lease, because then the version was read.
 *   <li>A compare of a missing value is false whatever the operator; of a missing number it
 *       compares with 0.
 *   <li>compactRevision is -1, not 0, in a store that was never compacted.
 * </ul>
 *
 * <p>Reading order: {@link dev.balsa.mvcc.Store#apply}, then {@code Writer}; {@code KeyHistory},
 * {@code KeyIndex}; {@link dev.balsa.mvcc.View}, {@code RangeReader}; {@code Compactor}, {@code
 * Startup}, {@code Rebuild}, {@code IndexImage}.
 */
package dev.balsa.mvcc;
