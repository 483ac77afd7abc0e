package dev.balsa.tools.mirror;

/** Hears how a mirror gets on, and says when it shall end. Called on the mirror's thread. */
public interface MirrorWatcher {

  /** Whether the mirror shall end now. */
  boolean isStopped();

  /** Something that the operator should know. */
  void say(String text);

  /** The mirror is at work. Called often; costs nothing unless somebody looks. */
  void progress(Progress progress);

  /**
   * How far a mirror is.
   *
   * @param phase {@code copying} or {@code following}
   * @param changes keys that were put or deleted by this run
   * @param revision up to where everything was mirrored, or of which the copy is
   * @param left keys that are still to be copied; 0 while it follows
   */
  record Progress(String phase, long changes, long revision, long left) {}
}
