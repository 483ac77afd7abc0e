package dev.balsa.tools.balsautl;

import java.util.Objects;

/** What another JVM needs to run what is tested here. */
final class ClassPath {

  private ClassPath() {}

  /** The class path of this JVM, whoever started it. */
  static String text() {
    ClassLoader loader = ClassPath.class.getClassLoader();
    String surefire = System.getProperty("surefire.test.class.path");
    if (surefire != null) {
      return surefire;
    }
    if (loader instanceof java.net.URLClassLoader urls) {
      StringBuilder text = new StringBuilder();
      for (java.net.URL url : urls.getURLs()) {
        text.append(text.isEmpty() ? "" : java.io.File.pathSeparator)
            .append(java.nio.file.Path.of(java.net.URI.create(url.toString())));
      }
      return text.toString();
    }
    return Objects.requireNonNull(System.getProperty("java.class.path"));
  }
}
