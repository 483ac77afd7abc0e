package dev.balsa.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Recordings of the JDK's Flight Recorder, one at a time, of bounded length and size. The recorder
 * keeps the time and says when it is over: no thread waits.
 */
final class FlightRecording {

  private static final int MAX_SECONDS = 600;
  private static final long MAX_BYTES = 64L << 20;

  private final AtomicBoolean underWay = new AtomicBoolean();

  /**
   * Records.
   *
   * @param reply gets the file, or an error, on any thread
   */
  void make(int seconds, Consumer<HttpAnswer> reply) {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      reply.accept(HttpAnswer.error(400, "seconds must be from 1 to " + MAX_SECONDS));
    } else if (!FlightRecorder.isAvailable()) {
      reply.accept(HttpAnswer.error(501, "this JVM has no Flight Recorder"));
    } else if (!underWay.compareAndSet(false, true)) {
      reply.accept(HttpAnswer.error(500, "Could not enable CPU profiling: already in use"));
    } else {
      try {
        start(seconds, reply);
      } catch (IOException | ParseException | RuntimeException e) {
        underWay.set(false);
        reply.accept(HttpAnswer.error(500, "Could not enable CPU profiling: " + e.getMessage()));
      }
    }
  }

  private void start(int seconds, Consumer<HttpAnswer> reply) throws IOException, ParseException {
    Recording recording = new Recording(Configuration.getConfiguration("profile"));
    recording.setName("pprof");
    recording.setToDisk(true);
    recording.setMaxSize(MAX_BYTES);
    recording.setDuration(Duration.ofSeconds(seconds));
    FlightRecorder.addListener(
        new FlightRecorderListener() {
          @Override
          public void recordingStateChanged(Recording changed) {
            if (changed.getId() == recording.getId()
                && changed.getState() == RecordingState.STOPPED) {
              FlightRecorder.removeListener(this);
              try {
                reply.accept(contentOf(recording));
              } finally {
                underWay.set(false);
              }
            }
          }
        });
    recording.start();
  }

  private static HttpAnswer contentOf(Recording recording) {
    try (recording) {
      Path file = Files.createTempFile("balsa-profile", ".jfr");
      try {
        recording.dump(file);
        return new HttpAnswer(200, "application/octet-stream", Files.readAllBytes(file), null);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      return HttpAnswer.error(500, "the recording is lost: " + e.getMessage());
    }
  }
}
