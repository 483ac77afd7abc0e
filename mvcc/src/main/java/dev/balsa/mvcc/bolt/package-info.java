/**
 * Reads and writes bbolt files, the format in which etcd keeps its state and takes its backups.
 *
 * <p>A file is an array of pages. A page is a node of a B+tree, as many page sizes long as what it
 * holds needs; it is named by the number of its first page. Each bucket is a tree of its own, and
 * one more tree, the root, leads from bucket names to their roots. All integers are little-endian,
 * as etcd's machines are.
 *
 * <pre>
 *   page 0    meta      the root, how many pages there are, a checksum
 *   page 1    meta      the same again: the valid one with the higher transaction number holds
 *   page 2    free      list of free pages; of a file written here it is empty
 *   page 3    leaf      the root: bucket name -&gt; number of its root page
 *   page 4..  leaf, branch
 *
 *   page      +----------+---------+---------+------------+------------------+-------------+
 *             | id, 8 B  | kind, 2 | count, 2| overflow, 4| count x element  | keys, values|
 *             +----------+---------+---------+------------+------------------+-------------+
 *   kind      1 branch   2 leaf   4 meta   16 free list; overflow: how many pages follow the first
 *
 *   element   leaf       flags 4 B (1: a bucket), position 4, key length 4, value length 4
 *             branch     position 4, key length 4, page 8: all keys of that page are &gt;= the key
 *             position counts from the start of the element
 *
 *   meta      magic ed0cdaed 4 B, version 2 4, page size 4, flags 4, root page 8, sequence 8,
 *             free list page 8 (all ones: none), number of pages 8, transaction 8, FNV-64a of these 8
 *
 *   bucket    the value of a bucket element: root page 8 B, sequence 8. Root page 0: the bucket is
 *             small, and its only page follows in the value itself
 * </pre>
 *
 * <h2>Writing in one go</h2>
 *
 * <p>What stands in front, root and number of pages, is known only when all has been seen. So
 * records are gone through twice, first to measure and then to write, and no byte is ever written
 * twice: a file can go straight into a network stream, without a temporary copy of it on disk.
 *
 * <pre>{@code
 * BoltLayout measured = new BoltLayout();
 * for (Bucket bucket : buckets) {                     // names ascending
 *   measured.beginBucket(bucket.name());
 *   bucket.forEach((key, value) -> measured.measure(key, value.length));   // keys ascending
 * }
 * BoltPlan plan = measured.finish();                  // plan.sizeBytes() is exact
 *
 * BoltWriter writer = new BoltWriter(plan, sink);     // the same again, with the values
 * writer.beginBucket(name); writer.add(key, value);   // ...
 * writer.finish();                                    // fails unless it came out as measured
 * }</pre>
 *
 * <p>Memory is one page for each level of the tree. {@link dev.balsa.mvcc.bolt.BoltFile} reads,
 * with one page a level too, and names the page and offset of any damage.
 */
package dev.balsa.mvcc.bolt;
