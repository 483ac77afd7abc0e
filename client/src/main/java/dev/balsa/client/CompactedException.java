package dev.balsa.client;

/** The history that was asked for is forgotten. */
public final class CompactedException extends InvalidRequestException {

  private static final long serialVersionUID = 1L;

  private final long compactRevision;

  CompactedException(String message, long compactRevision, Throwable cause) {
    super(message, cause);
    this.compactRevision = compactRevision;
  }

  /**
   * The oldest revision that can still be read; 0 if the server did not say (it does for watches,
   * not for reads).
   */
  public long compactRevision() {
    return compactRevision;
  }

  @Override
  BalsaException again() {
    return new CompactedException(getMessage(), compactRevision, this);
  }
}
