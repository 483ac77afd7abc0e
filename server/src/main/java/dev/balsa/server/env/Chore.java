package dev.balsa.server.env;

/**
 * What a member does for itself in the background. Each kind has a thread of its own, so that
 * neither a crowd of clients nor the other kind can keep it from being done.
 */
public enum Chore {
  /** Making durable what the start after this one builds on; the log is let go of behind it. */
  SAVING,

  /** Giving back the space of what was removed; may take as long as the disk is large. */
  MERGING
}
