package dev.balsa.tools.mirror;

/** A mirror cannot go on; the message is one line for the operator. */
public final class MirrorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MirrorException(String message) {
    super(message);
  }
}
