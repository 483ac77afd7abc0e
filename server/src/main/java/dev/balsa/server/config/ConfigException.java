package dev.balsa.server.config;

/**
 * A configuration that cannot be run. The message is one line, made for the person who wrote the
 * flag.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message which flag, what is wrong with it, and what would be right
   */
  public ConfigException(String message) {
    super(message, null, false, false);
  }
}
