package dev.balsa.tools.tidy;

import java.nio.file.Path;

/** Something that a rule dislikes. */
record Violation(Path file, int line, String message) {

  @Override
  public String toString() {
    return file + ":" + line + " " + message;
  }
}
