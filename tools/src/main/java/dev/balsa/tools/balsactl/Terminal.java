package dev.balsa.tools.balsactl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What a command reads from and writes to. Thread-safe but for the input. */
final class Terminal {

  private final BufferedReader in;
  private final OutputStream out;
  private final OutputStream err;
  private final Map<String, String> environment;
  private final boolean coloured;
  private final Function<String, char[]> passwords;
  private final CompletableFuture<Void> interrupted = new CompletableFuture<>();

  /**
   * @param coloured whether somebody looks at the output, who may like colours
   * @param passwords asks for one without showing it; null if that is not possible
   */
  Terminal(
      InputStream in,
      OutputStream out,
      OutputStream err,
      Map<String, String> environment,
      boolean coloured,
      Function<String, char[]> passwords) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.coloured = coloured;
    this.passwords = passwords;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** The next line of the input, as octets; null at its end. */
  String readLine() {
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of the input, as octets. */
  String readAll() {
    StringBuilder all = new StringBuilder();
    char[] buffer = new char[8_192];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        all.append(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }

  /** A password, asked for without showing it where there is a console, else the next line. */
  String password(String prompt) {
    if (passwords == null) {
      String line = readLine();
      if (line == null) {
        throw new Complaint(Complaint.BAD_ARGS, "no password was given");
      }
      return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
    char[] typed = passwords.apply(prompt);
    if (typed == null) {
      throw new Complaint(Complaint.BAD_ARGS, "no password was given");
    }
    return new String(typed);
  }

  boolean canHidePasswords() {
    return passwords != null;
  }

  /** Prints a line of octets. */
  void println(String octets) {
    write(out, (octets + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Prints octets as they are. */
  void print(byte[] bytes) {
    write(out, bytes);
  }

  /** Where complaints and progress go. */
  OutputStream complaints() {
    return err;
  }

  /** Prints a line of text where complaints and progress go. */
  void complain(String text) {
    write(err, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Writes over the line that shows how far long work is. */
  void progress(String text) {
    if (coloured) {
      write(err, ("\r\u001b[K" + text).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void write(OutputStream stream, byte[] bytes) {
    synchronized (stream) {
      try {
        stream.write(bytes);
        stream.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The text in a colour, if somebody looks. */
  String coloured(Colour colour, String text) {
    return coloured ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
  }

  /** What colours say. */
  enum Colour {
    GOOD("32"),
    BAD("31"),
    QUIET("2");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  /** Completes when the user wants the command to end, after all that was chained to it is done. */
  CompletableFuture<Void> interrupted() {
    return interrupted;
  }
}
