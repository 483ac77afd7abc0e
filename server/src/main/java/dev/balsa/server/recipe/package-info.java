/**
 * Locks and elections made of keys, leases and watches, with the key layout of etcd's clients, so
 * that a lock taken through the server's Lock service and one taken by a client's own recipe keep
 * each other out.
 *
 * <pre>
 *   name/&lt;lease id, lower-case hexadecimal&gt;     one key for each that waits or owns, on its lease
 *
 *   owner        the key with the oldest creation
 *   waiting      for the youngest key that is older than one's own to go; then look again
 *   gone         with the lease, so an owner that dies frees the place
 * </pre>
 *
 * <p>{@link dev.balsa.server.recipe.Contest} is one participant; {@link
 * dev.balsa.server.recipe.Steps} are the single steps that recipes are made of.
 *
 * <pre>{@code
 * Contest contest = new Contest(new Steps(replica, credentials), name);
 * contest.enter(leaseId, value)
 *     .thenCompose(entered -> contest.whenFirst(entered.place()))
 *     .whenComplete((place, failure) -> ...);
 * contest.leave();      // gives the place up, or the waiting for it
 * }</pre>
 *
 * <p>Nothing here blocks; futures complete on threads of the member's own, so what hangs on them
 * must not block either.
 */
package dev.balsa.server.recipe;
