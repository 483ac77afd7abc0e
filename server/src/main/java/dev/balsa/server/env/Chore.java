package dev.balsa.server.env;

/**
 * What a member does for itself in the background. Each kind has a thread of its own, so that
 * neither a crowd of clients nor another kind can keep it from being done.
 */
public enum Chore {
  /** Making the store durable, so that the log before it can be let go of; a second or two. */
  FLUSHING,

  /** Writing what makes the next start quick; may take as long as there are keys. */
  SAVING,

  /** Giving back the space of what was removed; may take as long as the disk is large. */
  MERGING
}
