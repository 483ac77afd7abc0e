package dev.balsa.server.recipe;

/**
 * A place among those who want to own a name.
 *
 * @param key the participant's own key
 * @param createRevision when the key was created; what others compare with, and a fence for what
 *     the owner does elsewhere
 * @param leaseId the lease that keeps the place
 * @param revision the revision for the header of the answer
 */
public record Place(byte[] key, long createRevision, long leaseId, long revision) {

  Place at(long newRevision) {
    return new Place(key, createRevision, leaseId, newRevision);
  }
}
