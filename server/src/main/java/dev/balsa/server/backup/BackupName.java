package dev.balsa.server.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a member calls its backups, so that it knows them again: {@code
 * balsa-8e9e05c52164694d-20300102T030405Z-r42.db}. In the order of text they are in the order of
 * time.
 *
 * @param memberId whose
 * @param at when it was begun, by the machine's clock
 * @param revision of the key space that is in it
 */
record BackupName(long memberId, Instant at, long revision) {

  /** What stands behind the name of one that is being written. */
  static final String UNFINISHED = ".tmp";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern SHAPE =
      Pattern.compile("balsa-([0-9a-f]{1,16})-(\\d{8}T\\d{6}Z)-r(\\d{1,19})\\.db");

  /** Reads a file's name; empty if it is not a backup's. */
  static Optional<BackupName> parse(String name) {
    Matcher parts = SHAPE.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new BackupName(
              Long.parseUnsignedLong(parts.group(1), 16),
              Instant.from(TIME.parse(parts.group(2))),
              Long.parseLong(parts.group(3))));
    } catch (DateTimeException | NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  String text() {
    return "balsa-" + Long.toHexString(memberId) + "-" + TIME.format(at) + "-r" + revision + ".db";
  }
}
