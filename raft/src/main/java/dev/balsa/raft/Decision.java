package dev.balsa.raft;

/** What a role wants the member to do after it has looked at a message or a tick. */
enum Decision {
  /** Nothing changes. */
  STAY,
  /** Nobody leads: try to get elected. */
  CAMPAIGN,
  /** The leader wants this member to take over: get elected without asking in advance. */
  CAMPAIGN_FORCED,
  /** The vote in advance is won: ask for real votes. */
  WON_PRE_VOTE,
  /** The election is won: lead. */
  WON_ELECTION,
  /** Become a follower in the same term, of nobody known. */
  STEP_DOWN,
  /** A real election is lost, and nobody leads: become a follower, and try again soon. */
  LOST_ELECTION,
  /** The sender of the message leads this term: follow it, and look at the message again. */
  FOLLOW_SENDER
}
