package dev.balsa.server.interop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Replaces what is different on every server (ids, ports, terms, sizes, durations) by a name, so
 * that texts can be compared.
 */
final class PlainNames {
  private static final Pattern JSON_NUMBER =
      Pattern.compile(
          "\"(cluster_id|member_id|raft_term|leader|raftIndex|raftTerm|raftAppliedIndex|dbSize|dbSizeInUse|ID|id|lease)\":-?\\d+");
  private static final Pattern FIELD_NUMBER =
      Pattern.compile("\"(ClusterID|MemberID|RaftTerm)\" : \\d+");
  private static final Pattern HEX_ID = Pattern.compile("\\b[0-9a-f]{13,16}\\b");
  private static final Pattern PADDING = Pattern.compile(" {2,}(?=<id)");
  private static final Pattern DURATION = Pattern.compile("\\d+(\\.\\d+)?(ns|µs|ms|s)\\b");

  private final Subject subject;
  private final Map<String, String> ids = new LinkedHashMap<>();

  PlainNames(Subject subject) {
    this.subject = subject;
  }

  String of(String text) {
    String plain =
        text.replace("127.0.0.1:" + subject.clientPort(), "<client>")
            .replace("127.0.0.1:" + subject.peerPort(), "<peer>");
    plain = JSON_NUMBER.matcher(plain).replaceAll("\"$1\":<n>");
    plain = FIELD_NUMBER.matcher(plain).replaceAll("\"$1\" : <n>");
    // etcdctl fills ids up with spaces, and one id in 16 is a digit shorter than others.
    return PADDING.matcher(HEX_ID.matcher(plain).replaceAll(this::id)).replaceAll(" ");
  }

  /** As {@link #of}, and every duration is a duration. */
  String ofTimed(String text) {
    return DURATION.matcher(of(text)).replaceAll("<time>");
  }

  private String id(MatchResult found) {
    return ids.computeIfAbsent(found.group(), unknown -> "<id" + (ids.size() + 1) + ">");
  }
}
