/**
 * From log entries to effects.
 *
 * <p>A log entry holds one command. Its bytes are etcd's {@code InternalRaftRequest}, with the
 * client's request spliced in as it came:
 *
 * <pre>
 *   put "a" = "b", request id 7:
 *
 *   22 06 | 0a 01 61 12 01 62 | a2 06 02 | 08 07
 *   ^       ^                   ^          ^
 *   |       |                   |          ID = 7
 *   |       |                   field 100 (header), 2 bytes
 *   |       the client's PutRequest, untouched: key "a", value "b"
 *   field 4 (put), 6 bytes
 * </pre>
 *
 * <p>{@link dev.balsa.server.apply.CommandCodec} makes and reads such entries; {@link
 * dev.balsa.server.apply.Applier} executes them; {@link dev.balsa.server.apply.MembershipApplier}
 * does the same for changes of members by the rules of {@link dev.balsa.server.apply.Roster}, and
 * {@link dev.balsa.server.apply.ClusterState} keeps what is replicated about the cluster itself.
 * What comes out is an {@link dev.balsa.server.apply.AppliedEntry}: an answer for whoever waits,
 * and events for whoever watches.
 *
 * <p>The rule of the package: the outcome is a function of the log. No clock, no chance, no setting
 * of this member, no order that a hash table chose. Whatever one member may see differently from
 * another (the size of its disk, the time, who asked) has to become part of a command before it may
 * have an effect.
 */
package dev.balsa.server.apply;
