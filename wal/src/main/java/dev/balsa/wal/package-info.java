/**
 * The durable log of a member, in etcd's format.
 *
 * <h2>How to drive it</h2>
 *
 * <pre>
 *   Disk disk = new FileDisk();
 *   Path dir = dataDir.resolve("member/wal");
 *   if (!Wal.exists(disk, dir)) {
 *     Wal.create(disk, dir, WalConfig.DEFAULT, new WalMetadata(nodeId, clusterId).encode()).close();
 *   }
 *   Recovered past = Wal.open(disk, dir, WalConfig.DEFAULT);   // may throw WalDamagedException
 *   past.repairs().forEach(log::warn);                        // an unfinished write was cut off
 *   Wal wal = past.wal();
 *   for (;;) {
 *     wal.append(hardState, entries, true);                   // one write, one fdatasync
 *     acknowledge();                                          // only now
 *     while (idle() &amp;&amp; wal.doWork() > 0) {}                   // zeros ahead of the writes
 *   }
 *   wal.saveSnapshot(mark);  wal.release(mark.index());       // now and then
 * </pre>
 *
 * <p>An exception out of any call is the end of that log in this process; see {@link
 * dev.balsa.wal.Wal}.
 *
 * <h2>On disk</h2>
 *
 * <pre>
 *   member/wal/0000000000000000-0000000000000000.wal    segment 0, begun before entry 0 + 1
 *              0000000000000001-00000000000186a1.wal    segment 1, begun after entry 100,000
 *              0.tmp                                    segment 2 while it is being prepared
 *              0000000000000001-00000000000186a1.wal.broken    copy from before a torn tail was cut
 *
 *   segment    crc  metadata  [state]  { entry | state | snapshot | crc }  zeros up to 64,000,000
 *
 *   frame      +--------+-----------------------------------------------+---------+
 *              | length | 08 type  10 crc  1a size  data                | padding |
 *              +--------+-----------------------------------------------+---------+
 *               8 bytes   a protobuf message of L bytes                   zeros, to 8 bytes
 *
 *   type       data                                    says
 *   1 metadata 08 nodeId 10 clusterId                  whose log it is
 *   2 entry    08 type 10 term 18 index [22 size data] one entry
 *   3 state    08 term 10 vote 18 commit               the hard state; the last one holds
 *   4 crc      none                                    the running checksum
 *   5 snapshot 08 index 10 term [1a size members]      the storage stands for the log up to here
 * </pre>
 *
 * <p>The checksum is a CRC-32C of the data of all records so far, across segments; so each record
 * vouches for all before it.
 *
 * <h2>A worked example</h2>
 *
 * <p>Entry 1 of term 1 with the data "hi", appended to a new log and synced, then a clean close:
 *
 * <pre>
 *   offset  bytes                                                record
 *   0x00    04000000 00000084  0804 1000 00000000                crc 0
 *   0x10    11000000 00000087  0801 10.......... 1a07 08b42410f8ac01 ...   metadata
 *   0x30    0e000000 00000082  0805 10.......... 1a04 08001000 0000        snapshot 0, the start
 *   0x48    08000000 00000000  0804 10..........                 crc: all before this is durable
 *   0x58    10000000 00000000  0803 10.......... 1a06 080110001800         state: term 1
 *   0x70    14000000 00000084  0802 10.......... 1a0a 08001001180122026869 entry 1
 *   ...     state, crc
 * </pre>
 *
 * <h2>Torn or damaged?</h2>
 *
 * <p>Only the one batch that was being written when the machine stopped may be unfinished, and
 * nothing in it had been acknowledged. It is cut off and the member goes on. Anything else that
 * does not read back is damage: the member refuses to start, because going on would forget what
 * others rely on. etcd's format alone cannot always tell the two apart. Here a batch that follows a
 * synced one begins with a crc record, which readers of the format skip: a <em>sync mark</em>. What
 * precedes a sync mark had been durable, so if it cannot be read, it is damage. A clean close ends
 * the log with one. {@link dev.balsa.wal.TailJudge} has the rules.
 *
 * <p>The checksum does not cover a record's type and length; what they could be mistaken for is
 * ruled out by strict decoding. A test flips every bit of a log.
 *
 * <h2>What is different from etcd's own log, within its format</h2>
 *
 * <ul>
 *   <li>Sync marks, see above.
 *   <li>A batch that brings a new term or vote with entries has the hard state before the entries
 *       too, so no prefix of it has entries of an unknown term.
 *   <li>A snapshot mark beyond the commit index is followed by a hard state that commits it, in the
 *       same write.
 *   <li>Disk space is occupied some megabytes ahead of the writes instead of a whole segment at
 *       once: a small log stays small, and no batch waits for 64 MB of zeros.
 * </ul>
 */
package dev.balsa.wal;
