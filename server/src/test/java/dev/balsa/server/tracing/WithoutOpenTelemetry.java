package dev.balsa.server.tracing;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The class path of this JVM without OpenTelemetry, Balsa's classes loaded anew: what embeds the
 * server and does not bring the libraries for tracing.
 *
 * <p>All other classes are this JVM's own. Loaded anew they would bring their native libraries once
 * more; and when this loader is collected, netty's takes its native methods from everybody.
 */
final class WithoutOpenTelemetry extends URLClassLoader {

  private final List<String> askedFor = new CopyOnWriteArrayList<>();

  WithoutOpenTelemetry() {
    super(classPath(), ClassLoader.getPlatformClassLoader());
  }

  private static URL[] classPath() {
    String path = System.getProperty("java.class.path");
    ClassLoader loader = WithoutOpenTelemetry.class.getClassLoader();
    if (loader instanceof URLClassLoader urls) {
      return urls.getURLs(); // a test launcher with a loader of its own
    }
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(File::new)
        .map(WithoutOpenTelemetry::url)
        .toArray(URL[]::new);
  }

  private static URL url(File file) {
    try {
      return file.toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("io.opentelemetry.")) {
      askedFor.add(name);
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith("dev.balsa.")) {
      return WithoutOpenTelemetry.class.getClassLoader().loadClass(name);
    }
    return super.loadClass(name, resolve);
  }

  /** Classes of OpenTelemetry that somebody wanted. */
  List<String> askedFor() {
    return askedFor;
  }

  /** Runs a task, which is loaded here. */
  void run(Class<? extends Runnable> task) throws ReflectiveOperationException, IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(this);
    try {
      ((Runnable) loadClass(task.getName()).getDeclaredConstructor().newInstance()).run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
