package dev.balsa.jepsen.history;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Histories as text, one record a line; the package page describes the lines. */
public final class HistoryFile {

  /** First line of every history file. */
  public static final String FIRST_LINE = "balsa-history 1";

  private HistoryFile() {}

  /** Writes a history to a file, replacing what is there. */
  public static void write(Path file, History history) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      write(out, history);
    }
  }

  /** Writes a history. */
  public static void write(Writer out, History history) throws IOException {
    out.write(FIRST_LINE + "\n");
    if (history.initial() != null) {
      out.write(HistoryText.line("initial", history.initial()) + "\n");
    }
    for (Note note : history.notes()) {
      out.write(HistoryText.line(note) + "\n");
    }
    for (Operation operation : history.operations()) {
      out.write(operation + "\n");
    }
    for (WatchStart watch : history.watches()) {
      out.write(watch + "\n");
    }
    for (WatchMessage message : history.messages()) {
      out.write(message + "\n");
    }
    for (StateReading reading : history.finals()) {
      out.write(HistoryText.line("final", reading) + "\n");
    }
  }

  /** Reads a file. */
  public static History read(Path file) throws IOException, BadHistoryException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      return read(in);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new BadHistoryException(1, "not a history: there are bytes that are not ASCII");
    }
  }

  /** Reads a history. */
  public static History read(Reader reader) throws IOException, BadHistoryException {
    BufferedReader in = new BufferedReader(reader);
    if (!FIRST_LINE.equals(in.readLine())) {
      throw new BadHistoryException(1, "a history begins with the line " + FIRST_LINE);
    }
    Lines lines = new Lines();
    int number = 2;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(new Tokens(number, line));
      }
      number++;
    }
    return lines.history();
  }

  /** Collects records by kind. */
  private static final class Lines {
    private StateReading initial;
    private final List<Operation> operations = new ArrayList<>();
    private final List<WatchStart> watches = new ArrayList<>();
    private final List<WatchMessage> messages = new ArrayList<>();
    private final List<StateReading> finals = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    void add(Tokens tokens) throws BadHistoryException {
      LineReader reader = new LineReader(tokens);
      String kind = tokens.take();
      switch (kind) {
        case "op" -> operations.add(reader.operation());
        case "watch" -> watches.add(reader.watch());
        case "event" -> messages.add(reader.message());
        case "initial" -> initial = reader.state();
        case "final" -> finals.add(reader.state());
        case "note" -> notes.add(reader.note());
        default -> throw tokens.bad("no record is called " + kind);
      }
      tokens.expectEnd();
    }

    History history() {
      return new History(initial, operations, watches, messages, finals, notes);
    }
  }
}
