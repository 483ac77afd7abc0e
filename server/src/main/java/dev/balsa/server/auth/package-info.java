/**
 * Who asks, and what they may do.
 *
 * <p>Users have roles, roles have permissions, a permission is for a range of keys. All of that is
 * replicated: {@link dev.balsa.server.auth.AuthState} carries changes out when their log entries
 * are applied, in the same batch of the store as everything else, and every change makes an
 * immutable {@link dev.balsa.server.auth.AuthSnapshot} with the next <em>auth revision</em>.
 *
 * <pre>
 *   Authenticate("alice", password)
 *     password against its bcrypt hash            in the background, on the member that was asked
 *     log entry: alice, "xKqWmBTcaLgPzdRe"         never the password
 *     applied at index 42: token "xKqWmBTcaLgPzdRe.42" stands for alice, on every member
 *
 *   Put("a", token "xKqWmBTcaLgPzdRe.42")
 *     token -> alice, looked up at auth revision 7
 *     may alice write "a"?                         asked here, so that what is refused stays out of the log
 *     log entry: the put, header { alice, 7 }
 *     applied: is the auth revision still 7? may alice write "a"?      this answer counts
 *     no longer 7: the member that was asked looks alice up again, and proposes again
 * </pre>
 *
 * <p>The revision in the header closes the gap between the two questions: whoever loses a
 * permission, or a role, or their password, cannot have anything applied afterwards that was asked
 * for before.
 *
 * <p>Who somebody is, {@link dev.balsa.server.auth.Authority} tells from their {@link
 * dev.balsa.server.auth.Credentials}: a token of one of two kinds (letters that every member
 * remembers, or a signed JSON Web Token), or the name in the certificate of their connection.
 * {@link dev.balsa.server.auth.RequestRights} says which permissions a request needs.
 *
 * <p>While nobody's permissions count, all of this is one volatile read a request. While they do, a
 * question costs two look-ups and a binary search: what a user may do is worked out once an auth
 * revision.
 */
package dev.balsa.server.auth;
