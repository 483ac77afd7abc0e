package dev.balsa.client;

/**
 * What stands in front of every answer.
 *
 * @param clusterId the cluster that answered
 * @param memberId the member that answered
 * @param revision the store's revision when the request was handled
 * @param raftTerm the term of that member
 */
public record Header(long clusterId, long memberId, long revision, long raftTerm) {

  static Header of(dev.balsa.api.ResponseHeader header) {
    return new Header(
        header.getClusterId(), header.getMemberId(), header.getRevision(), header.getRaftTerm());
  }
}
