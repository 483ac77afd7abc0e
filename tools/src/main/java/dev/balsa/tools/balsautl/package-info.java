/**
 * {@code balsautl}: everything that is done to data while no server has it: looking at a backup,
 * making a data directory from one, taking over the data of an etcd, checking a data directory.
 *
 * <pre>
 *   backup (bbolt file + SHA-256) --+                       data-dir/member/wal    a log that begins
 *                                   +--&gt;  StateImport  --&gt;                         with the members
 *   etcd's member/snap/db + wal   --+     NewMember         data-dir/member/store  the state, at that log's mark
 * </pre>
 *
 * <p>{@code NewMember} builds a data directory under another name and renames it at the end, so an
 * attempt that is cut off never leaves something that a server would start on. What is imported is
 * checked as a server checks it at its start: every revision in its place, every version its
 * predecessor's successor.
 */
package dev.balsa.tools.balsautl;
