/**
 * Copies a running cluster into another one and follows it, until clients move over.
 *
 * <pre>
 *   source                                            destination
 *   ------                                            -----------
 *   all keys at one revision, page by page   ----&gt;    a transaction each: puts + position
 *   watch from the revision behind it        ----&gt;    a transaction for each revision: puts, deletions + position
 * </pre>
 *
 * <p>The position is a key of the destination, {@code balsa.mirror/PREFIX>DEST-PREFIX}, written in
 * the same transaction as the data, on the condition that it still is what this mirror wrote last.
 * So every change arrives exactly once, a mirror that was killed goes on where it was, and of two
 * mirrors with the same task one stops.
 *
 * <pre>
 *   copy    3f1c9a 120 0 6b6579   copying the keys of revision 120 of cluster 3f1c9a, up to the key 6b6579 so far
 *   follow  3f1c9a 125 0          everything up to revision 125 is there
 *   follow  3f1c9a 125 2          and of what follows two changes: a revision too large for one transaction
 * </pre>
 *
 * <p>What the source has compacted before the mirror saw it is made up for by another copy, which
 * also removes what the source no longer has.
 *
 * <p>What a mirror cannot keep: revisions, versions and history of keys (the destination counts its
 * own), leases (keys arrive without; when a lease ends at the source, the deletion is mirrored),
 * users and roles. A snapshot keeps all of that; see {@code balsautl}.
 */
package dev.balsa.tools.mirror;
