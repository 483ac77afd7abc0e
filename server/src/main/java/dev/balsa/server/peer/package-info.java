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
 *     KeepAlive   etcdserverpb.LeaseKeepAlive...    a lease renewed in the name of a follower's client
 *     TimeToLive  etcdserverpb.LeaseTimeToLive...   what is left of a lease
 *     HashKV      etcdserverpb.HashKV...            what the member stores, as one number
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
 * <p>Nothing here blocks, and everything has a bound: a queue that is full drops what comes, and
 * consensus is told that the member is out of reach.
 */
package dev.balsa.server.peer;
