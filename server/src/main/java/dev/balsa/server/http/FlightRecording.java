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

  private static final System.Logger LOG = System.getLogger(FlightRecording.class.getName());
  private static final int MAX_SECONDS = 600;
  private static final long MAX_BYTES = 64L << 20;

  private final AtomicBoolean underWay = new AtomicBoolean();

  /** Guards the two below. */
  private final Object lock = new Object();

  /** Null if none is under way. */
  private Recording current;

  private boolean closed;

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
    FlightRecorderListener listener =
        new FlightRecorderListener() {
          @Override
          public void recordingStateChanged(Recording changed) {
            if (changed.getId() == recording.getId()
                && changed.getState() == RecordingState.STOPPED) {
              FlightRecorder.removeListener(this);
              ended(recording, reply);
            }
          }
        };
    synchronized (lock) {
      if (closed) {
        recording.close();
        throw new IllegalStateException("the server has stopped");
      }
      current = recording;
      FlightRecorder.addListener(listener);
      recording.start();
    }
  }

  private void ended(Recording recording, Consumer<HttpAnswer> reply) {
    synchronized (lock) {
      current = null;
    }
    try {
      reply.accept(contentOf(recording));
    } finally {
      underWay.set(false);
    }
  }

  /** Ends what is under way, which is answered with what there is, and takes no more. */
  void close() {
    Recording last;
    synchronized (lock) {
      closed = true;
      last = current;
    }
    if (last != null && last.getState() == RecordingState.RUNNING) {
      stop(last); // not within the lock: the listener is told by this thread, or by the recorder's
    }
  }

  private static void stop(Recording recording) {
    try {
      recording.stop();
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "its time was up just now", e);
    }
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
