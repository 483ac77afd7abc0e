package dev.balsa.tools.tidy;

import java.util.List;

/** One thing that sources must keep to. */
@FunctionalInterface
interface Rule {

  /** What breaks the rule in this file; nothing if it is clean. */
  List<Violation> check(SourceFile file);
}
