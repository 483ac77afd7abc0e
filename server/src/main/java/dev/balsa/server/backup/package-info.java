/**
 * The state of a member as the file that etcd would keep it in: what {@code Maintenance.Snapshot}
 * sends, what {@code etcdctl snapshot restore} takes, and what {@code balsautl} reads.
 *
 * <pre>
 *   store, pinned at one moment      bbolt file, see dev.balsa.mvcc.bolt
 *   ---------------------------      ---------------------------------------------------------
 *   key, lease, alarm, members, ...  the buckets of the same names, byte for byte
 *   meta                             consistent_index, term and the compaction marks as they are;
 *                                    confState made from the members; storageVersion, from 3.6 on
 *   cluster                          clusterVersion, at most the version the file is written for
 * </pre>
 *
 * <p>The version a file is written for is the one that clients are told ({@code --api-version}): an
 * etcd of that version or newer takes the file. Files for versions before 3.6 have no
 * storageVersion, as theirs have none.
 *
 * <p>{@link dev.balsa.server.backup.StateFile} goes through the records twice: once to measure,
 * because the head of a bbolt file says where its trees begin, then to write. Nothing is stored on
 * the way, so there is nothing to clean up, and a member whose disk is nearly full can still be
 * backed up.
 */
package dev.balsa.server.backup;
