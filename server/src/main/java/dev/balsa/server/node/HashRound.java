package dev.balsa.server.node;

import dev.balsa.mvcc.HashKv;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Asks all other members for the hash of their key space at one revision, at once, and gathers what
 * they answer. A member that does not answer is left out, and named in the log. Thread-safe.
 */
final class HashRound {

  private static final Log LOG = Log.of(HashRound.class);

  private final TreeMap<Long, HashKv> hashes = new TreeMap<>(Long::compareUnsigned);
  private final Consumer<Map<Long, HashKv>> whenDone;
  private int missing;

  private HashRound(int members, Consumer<Map<Long, HashKv>> whenDone) {
    this.missing = members;
    this.whenDone = whenDone;
  }

  /**
   * Asks.
   *
   * @param members whom to ask; {@code self} is left out
   * @param whenDone gets the answers by member id, on whichever thread brings the last one
   */
  static void ask(
      PeerLink peers,
      long self,
      List<MemberInfo> members,
      long revision,
      Consumer<Map<Long, HashKv>> whenDone) {
    List<MemberInfo> others = members.stream().filter(member -> member.id() != self).toList();
    HashRound round = new HashRound(others.size(), whenDone);
    if (others.isEmpty()) {
      whenDone.accept(Map.of());
    }
    for (MemberInfo other : others) {
      peers.hashKv(other.id(), revision, round.new Answer(other));
    }
  }

  private void answered(long id, HashKv hash) {
    Map<Long, HashKv> all;
    synchronized (this) {
      if (hash != null) {
        hashes.put(id, hash);
      }
      missing--;
      if (missing > 0) {
        return;
      }
      all = hashes;
    }
    whenDone.accept(all);
  }

  private final class Answer implements HashReply {
    private final MemberInfo from;

    private Answer(MemberInfo from) {
      this.from = from;
    }

    @Override
    public void hash(HashKv hash) {
      answered(from.id(), hash);
    }

    @Override
    public void failed(EtcdError error) {
      LOG.warn(
          "failed to get the hash of a peer",
          "remote-peer-id",
          Long.toHexString(from.id()),
          "remote-peer-endpoints",
          String.join(",", from.peerUrls()),
          "error",
          error.text());
      answered(from.id(), null);
    }
  }
}
