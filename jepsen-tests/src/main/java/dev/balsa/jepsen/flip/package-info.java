/**
 * What does a member do whose disk gives back another byte than was written? Every byte of a small
 * data directory is changed, one at a time, and a member started on it:
 *
 * <pre>
 *   FlipMain            FlipWorker, a JVM of its own            SmallDirectory
 *     image  ---------- copy, one byte changed, start --------- what was put in
 *     tally  &lt;--------- served, refused, ... ------------------ read by Contents
 * </pre>
 *
 * <p>It must serve exactly what was put in, or say clearly that it does not, and where the damage
 * is. It must not serve anything else, wait for ever, or take its JVM down with it: that is why
 * another JVM does it, which is watched.
 *
 * <p>There are two images: of a member that was stopped, and of one that was killed when it had
 * acknowledged everything. After a kill the end of the log is what a crash may have torn; a changed
 * byte in its last record cannot be told from that, so the last write may be missing, if the member
 * says that it has cut off the end.
 */
package dev.balsa.jepsen.flip;
