package dev.balsa.server.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** curl, if it is there. */
final class Curl {

  private Curl() {}

  /** Posts JSON; the body of the answer, and behind it the status. */
  static String post(Subject server, List<String> options, String path, String json) {
    Programs.assumeOnPath("curl");
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "-w", " %{http_code}"));
    command.addAll(options);
    command.addAll(List.of("-d", json, server.endpoint() + path));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
