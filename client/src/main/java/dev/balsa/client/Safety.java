package dev.balsa.client;

/** Whether a request may be sent again although it may have been carried out. */
enum Safety {
  /** It changes nothing. */
  READ,
  /** Twice is as good as once. */
  IDEMPOTENT,
  /** It must not be carried out twice. */
  ONCE;

  static Safety ofWrite(boolean idempotent) {
    return idempotent ? IDEMPOTENT : ONCE;
  }
}
