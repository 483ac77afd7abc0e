package dev.balsa.server.http;

import dev.balsa.server.node.Replica;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * {@code /debug/pprof/}: what a JVM has in the place of Go's profiles, under the paths that people
 * know.
 *
 * <pre>
 *   goroutine               every thread, its stack and its locks              text
 *   heap, allocs            live objects by class, after a collection          text
 *   profile?seconds=30      a recording of the JDK's Flight Recorder           for jfr, JDK Mission Control
 *   trace?seconds=1         the same, shorter
 * </pre>
 */
final class Profiles {

  private static final String ROOT = "/debug/pprof/";
  private static final String INDEX =
      """
      goroutine            every thread with its stack and its locks
      heap, allocs         live objects by class, after a collection
      profile?seconds=30   a recording of the JDK's Flight Recorder (jfr print FILE, JDK Mission Control)
      trace?seconds=1      the same, shorter
      """;

  private final Replica replica;
  private final FlightRecording recording = new FlightRecording();

  Profiles(Replica replica) {
    this.replica = replica;
  }

  Map<String, OperatorPages.Page> pages() {
    Map<String, OperatorPages.Page> pages = new TreeMap<>();
    pages.put(ROOT, text(() -> INDEX));
    pages.put("/debug/pprof", text(() -> INDEX));
    pages.put(ROOT + "goroutine", text(() -> diagnosis("threadPrint", "-l")));
    pages.put(ROOT + "heap", text(() -> diagnosis("gcClassHistogram")));
    pages.put(ROOT + "allocs", text(() -> diagnosis("gcClassHistogram")));
    pages.put(ROOT + "profile", (request, reply) -> record(request, 30, reply));
    pages.put(ROOT + "trace", (request, reply) -> record(request, 1, reply));
    return pages;
  }

  /** Ends what is being recorded. */
  void stop() {
    recording.close();
  }

  /** In the background: a heap takes its time to be counted. */
  private OperatorPages.Page text(Supplier<String> content) {
    return (request, reply) -> {
      if (!request.query().method().equals("GET")) {
        reply.accept(HttpAnswer.methodNotAllowed("GET"));
        return;
      }
      Runnable task = () -> reply.accept(HttpAnswer.ok(HttpAnswer.PLAIN_TEXT, content.get()));
      if (!replica.execute(task)) {
        reply.accept(HttpAnswer.error(503, "too much to do; try again"));
      }
    };
  }

  /** What {@code jcmd} would print. */
  private static String diagnosis(String command, String... arguments) {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  command,
                  new Object[] {arguments},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      return "this JVM does not tell: " + e + "\n";
    }
  }

  private void record(HttpRequestIn request, int seconds, Consumer<HttpAnswer> reply) {
    String asked = request.query().all("seconds").stream().findFirst().orElse("" + seconds);
    try {
      recording.make(Integer.parseInt(asked), reply);
    } catch (NumberFormatException e) {
      reply.accept(HttpAnswer.error(400, "seconds is a whole number, not " + asked));
    }
  }
}
