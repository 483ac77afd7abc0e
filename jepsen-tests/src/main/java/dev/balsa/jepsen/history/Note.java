package dev.balsa.jepsen.history;

/**
 * Something that happened beside the operations, for a person's eyes: a fault, its end, a phase.
 *
 * @param time nanoseconds on the clock of the history
 */
public record Note(long time, String text) {}
