package dev.balsa.wal;

import java.nio.file.Path;

/**
 * The place where a write was interrupted: the log ends there, and nothing after it had been
 * acknowledged.
 *
 * @param file the last segment
 * @param offset where the unfinished record starts, in bytes from the start of the segment
 * @param reason what is found there
 */
public record TornTail(Path file, long offset, String reason) {}
