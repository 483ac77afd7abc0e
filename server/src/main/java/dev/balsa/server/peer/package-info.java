/**
 * How members reach each other: gRPC on the peer port, with a protocol of Balsa's own.
 *
 * <p>{@link dev.balsa.server.peer.PeerTransport} is the way out, {@link
 * dev.balsa.server.peer.PeerPort} the way in.
 *
 * <pre>
 *   service balsa.Peer
 *     Messages    stream of messages -> pongs       what is small and urgent: heartbeats, votes, answers
 *     Entries     stream of messages -> pongs       what carries entries, in order
 *     Snapshot    stream of parts -> signs of life  a copy of the store for a member that lags
 *     KeepAlive   etcdserverpb.LeaseKeepAlive...    a lease renewed in the name of a follower's client
 *     TimeToLive  etcdserverpb.LeaseTimeToLive...   what is left of a lease
 *     HashKV      etcdserverpb.HashKV...            what the member stores, as one number
 *     Version     etcdserverpb.Status...            which version it runs, and nothing else
 *
 *     Members     who the members are; answered to anybody, so that a member can join
 *     Promote     a learner is to vote, asked in the name of another member's client
 *
 *   with every call    balsa-protocol  "1"
 *                      balsa-cluster   cluster id, hexadecimal
 *                      balsa-from      member id of the caller
 *                      balsa-to        member id of who is meant
 *                      balsa-urls      where the caller is found, for who has not learnt of it yet
 * </pre>
 *
 * <p>Whoever speaks HTTP/1.1 there gets etcd's pages: {@code /members}, {@code /version}.
 *
 * <p>A member that leads and whose process ends need not be missed for an election timeout: where
 * the connection to it breaks and the next attempt fails at once, consensus is told ({@link
 * dev.balsa.server.node.PeerHost#gone}).
 *
 * <p>Each pair of members has four connections: one a direction for either stream, so that a large
 * entry on its way never holds up a heartbeat. A stranger, who belongs to another cluster, speaks
 * another version or means another member, is refused before its first message, and both sides say
 * so once in their logs.
 *
 * <p>A message as bytes is a protobuf message, written by hand so that the data of entries goes
 * from the log's memory to the socket without a copy of its own:
 *
 * <pre>
 *   1 type      varint    raft.MessageType's number
 *   2 from      fixed64   3 to        fixed64
 *   4 term      varint    5 log_term  varint    6 index  varint    7 commit  varint
 *   8 reject    bool      9 reject_hint varint
 *  10 context   fixed64
 *  11 snapshot  message   1 index, 2 term, 3 voters, 4 learners, 5 outgoing voters, 6 next learners
 *                         (each repeated fixed64), 7 leaves by itself (bool)
 *  12 entries   message   1 type, 2 term, 3 index (varints), 4 data (bytes)
 * </pre>
 *
 * <p>A message of no bytes is a ping, and is answered. A stream on which nothing was heard for
 * about an election timeout is given up together with its connection, because packets that vanish
 * are not noticed by anybody else for minutes; and a stream ends when its sender opens a newer one.
 *
 * <p>A copy of a store ({@code Snapshot}, a stream of parts both ways over a connection of its own)
 * is a stream of such messages as well; the first has fields 1 and 2, the last 4 and 5, the others
 * 3 and 4:
 *
 * <pre>
 *   1 message   message    the SNAPSHOT message, with the mark at which the copy stands
 *   2 size      varint     bytes of the whole copy
 *   3 data      bytes      the next bytes, 256 KiB at most; what they are, package store says
 *   4 checksum  fixed32    CRC-32C of data; in the last part that of the whole copy
 *   5 last      bool       the copy is complete
 *
 *   sender      reads the next part when the transport has room: a window of a mebibyte
 *   receiver    asks for the next part when the disk has one: four at most in memory
 *               answers with an empty message now and then while it reads what has come
 *               ends the call with OK when the copy is durable and checked, else with the reason
 *   both        give up when nothing has moved for 30 seconds; the next attempt starts anew
 * </pre>
 *
 * <p>All streams of messages share one thread with consensus itself ({@link
 * dev.balsa.server.node.PeerLink#start}): what a message causes leaves without another thread being
 * woken in between.
 *
 * <p>Nothing here blocks, and everything has a bound: a queue that is full drops what comes, and
 * consensus is told that the member is out of reach.
 */
package dev.balsa.server.peer;
