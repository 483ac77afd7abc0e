package dev.balsa.jepsen.flip;

/** How a start on a directory with one changed byte ended. */
enum Ending {
  /** Everything is there, and a write works. */
  SERVED(true, "serves what was put in"),
  /** Everything is there; the member told that it read the history instead of the saved index. */
  INDEX_REBUILT(true, "serves what was put in, and rebuilt the key index"),
  /** The end of the log was cut off, and the member told so. */
  END_CUT_OFF(true, "serves all but the last write, and told what it cut off"),
  /** It told what is damaged, and did not start. */
  REFUSED(true, "does not start, and says what is damaged"),
  /** It answered a read with an error. */
  REFUSED_AT_READ(true, "answers reads with an error"),
  /** It did not start, and nobody knows where to look. */
  UNCLEAR(false, "ends without a line that names file or directory"),
  /** It served what nobody had put in. */
  WRONG(false, "SERVES SOMETHING ELSE"),
  /** It neither served nor refused. */
  HUNG(false, "HANGS"),
  /** The JVM ended. */
  CRASHED(false, "TAKES THE JVM DOWN");

  private final boolean allowed;
  private final String words;

  Ending(boolean allowed, String words) {
    this.allowed = allowed;
    this.words = words;
  }

  boolean isAllowed() {
    return allowed;
  }

  /** Whether it says that something is damaged, and so has to say what. */
  boolean isReport() {
    return switch (this) {
      case INDEX_REBUILT, END_CUT_OFF, REFUSED, REFUSED_AT_READ -> true;
      case SERVED, UNCLEAR, WRONG, HUNG, CRASHED -> false;
    };
  }

  String words() {
    return words;
  }
}
