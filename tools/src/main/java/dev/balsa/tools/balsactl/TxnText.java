package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import dev.balsa.api.Compare;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RequestOp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines of a transaction, which are octets: conditions and requests. */
final class TxnText {

  private static final Pattern COMPARE =
      Pattern.compile(
          "([^\"(]*)\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\")\\s*\\)\\s*(!=|[<>=])\\s*(\".*\")\\s*");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

  /** {@code value("key") = "text"}; the part before the parenthesis may be one letter. */
  Compare compare(String line) {
    Matcher parts = COMPARE.matcher(line);
    if (!parts.matches()) {
      throw invalid("malformed comparison: " + line);
    }
    Compare.Builder compare =
        Compare.newBuilder().setKey(bytes(unquoted(parts.group(2)))).setResult(result(parts));
    String value = unquoted(parts.group(4));
    switch (parts.group(1).strip()) {
      case "ver", "version" ->
          compare.setTarget(Compare.CompareTarget.VERSION).setVersion(number(value, line));
      case "c", "create" ->
          compare.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(number(value, line));
      case "m", "mod" ->
          compare.setTarget(Compare.CompareTarget.MOD).setModRevision(number(value, line));
      case "val", "value" -> compare.setTarget(Compare.CompareTarget.VALUE).setValue(bytes(value));
      case "lease" -> compare.setTarget(Compare.CompareTarget.LEASE).setLease(lease(value, line));
      default ->
          throw invalid(
              "malformed comparison: " + line + " (unknown target " + parts.group(1) + ")");
    }
    return compare.build();
  }

  private static Compare.CompareResult result(Matcher parts) {
    return switch (parts.group(3)) {
      case "=" -> Compare.CompareResult.EQUAL;
      case "!=" -> Compare.CompareResult.NOT_EQUAL;
      case "<" -> Compare.CompareResult.LESS;
      default -> Compare.CompareResult.GREATER;
    };
  }

  private static long number(String text, String line) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw invalid("invalid txn compare request: " + line);
    }
  }

  private static long lease(String text, String line) {
    if (!HEX.matcher(text).matches()) {
      throw invalid("invalid txn compare request: " + line);
    }
    return Long.parseUnsignedLong(text, 16);
  }

  /** {@code put key value}, {@code get key [end]} or {@code del key [end]}, with their flags. */
  RequestOp request(String line) {
    List<String> words = words(line);
    List<String> arguments = new ArrayList<>();
    boolean prefix = false;
    boolean fromKey = false;
    boolean previous = false;
    long lease = 0;
    for (String word : words.subList(1, words.size())) {
      if (word.equals("--prefix")) {
        prefix = true;
      } else if (word.equals("--from-key")) {
        fromKey = true;
      } else if (word.equals("--prev-kv")) {
        previous = true;
      } else if (word.startsWith("--lease=")) {
        lease = Group.hexId(word.substring("--lease=".length()), "lease ID");
      } else {
        arguments.add(word);
      }
    }
    RequestOp.Builder request = RequestOp.newBuilder();
    switch (words.get(0)) {
      case "put" -> request.setRequestPut(put(arguments, lease, previous));
      case "get" -> {
        Ranges range = range("get", arguments, prefix, fromKey);
        request.setRequestRange(
            RangeRequest.newBuilder().setKey(range.key()).setRangeEnd(range.end()));
      }
      case "del" -> {
        Ranges range = range("del", arguments, prefix, fromKey);
        request.setRequestDeleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(range.key())
                .setRangeEnd(range.end())
                .setPrevKv(previous));
      }
      default -> throw invalid("invalid txn request: " + line);
    }
    return request.build();
  }

  private static PutRequest put(List<String> arguments, long lease, boolean previous) {
    if (arguments.size() != 2) {
      throw new Complaint(Complaint.BAD_ARGS, PutCommand.ARGUMENTS);
    }
    return PutRequest.newBuilder()
        .setKey(bytes(arguments.get(0)))
        .setValue(bytes(arguments.get(1)))
        .setLease(lease)
        .setPrevKv(previous)
        .build();
  }

  private static Ranges range(
      String command, List<String> octets, boolean prefix, boolean fromKey) {
    List<String> arguments =
        octets.stream().map(each -> bytes(each).toString(StandardCharsets.UTF_8)).toList();
    return Ranges.of(command, arguments, prefix, fromKey);
  }

  /** Words are parted by spaces; double quotes hold one together. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (line.charAt(at) == ' ' || line.charAt(at) == '\t') {
        at++;
        continue;
      }
      int end = at;
      boolean quoted = false;
      while (end < line.length() && (quoted || " \t".indexOf(line.charAt(end)) < 0)) {
        if (line.charAt(end) == '\\' && quoted) {
          end++;
        } else if (line.charAt(end) == '"') {
          quoted = !quoted;
        }
        end++;
      }
      String word = line.substring(at, Math.min(end, line.length()));
      boolean whole = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"");
      words.add(whole ? unquoted(word) : word);
      at = end;
    }
    return words;
  }

  /** Without the quotes, and with escapes as in Go undone. */
  static String unquoted(String quoted) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char octet = quoted.charAt(i);
      if (octet != '\\') {
        text.append(octet);
        continue;
      }
      char escape = quoted.charAt(++i);
      if (escape == 'x' && i + 2 < quoted.length() - 1) {
        text.append((char) Integer.parseInt(quoted.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        text.append(escaped(escape));
      }
    }
    return text.toString();
  }

  private static char escaped(char escape) {
    return switch (escape) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '"', '\\', '\'' -> escape;
      default ->
          throw invalid(
              String.format(Locale.ROOT, "unknown escape in a quoted text: \\%c", escape));
    };
  }

  private static ByteString bytes(String octets) {
    return ByteString.copyFrom(octets, StandardCharsets.ISO_8859_1);
  }

  private static Complaint invalid(String what) {
    return new Complaint(Complaint.BAD_INPUT, what);
  }
}
