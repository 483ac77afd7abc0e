package dev.balsa.tools.balsactl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commands, given to etcdctl and to balsactl, print the same and end the same. */
class SameAsEtcdctlTest {

  private static final List<String> FORMATS = List.of("simple", "json", "fields", "table");
  private static final Pattern NUMBERS =
      Pattern.compile(
          "\"(cluster_id|member_id|raft_term|leader|raftIndex|raftTerm|raftAppliedIndex|dbSize"
              + "|dbSizeInUse|ID|id|lease|ttl|hash)\":-?\\d+");
  private static final Pattern FIELDS =
      Pattern.compile(
          "\"(ClusterID|MemberID|RaftTerm|RaftIndex|RaftAppliedIndex|Leader|ID|TTL|Hash|DBSize|Lease)\""
              + " : -?\\d+");
  private static final Pattern IDS = Pattern.compile("\\b[0-9a-f]{13,16}\\b");
  private static final Pattern TIMES =
      Pattern.compile("\\d+(\\.\\d+)?(ns|µs|ms|s)\\b|remaining\\(\\d+s\\)");
  private static final Pattern PORTS = Pattern.compile("127\\.0\\.0\\.1:\\d+");
  private static final Pattern SPACE = Pattern.compile("[ -]{2,}");

  @TempDir private Path directory;

  @BeforeAll
  static void needsEtcdctl() {
    Subject.assumeThere("etcdctl");
  }

  /** A command and what is typed into it. */
  private record Line(String input, String... words) {

    static Line of(String words) {
      return new Line("", Stream.of(words.split(" ")).map(Line::blank).toArray(String[]::new));
    }

    /** An empty argument, and one of two words, are written with other signs. */
    private static String blank(String word) {
      return word.equals("''") ? "" : word.replace('·', ' ');
    }
  }

  @Test
  void onBalsa() throws Exception {
    try (Subject one = Subject.balsa(directory.resolve("one"));
        Subject other = Subject.balsa(directory.resolve("other"))) {
      List<Line> script = script();
      users(script);
      members(script);
      compare(one, other, script);
    }
  }

  @Test
  void onEtcd() throws Exception {
    try (Subject one = Subject.etcd(directory.resolve("one"));
        Subject other = Subject.etcd(directory.resolve("other"))) {
      compare(one, other, script());
    }
  }

  private static List<Line> script() {
    List<Line> script = new ArrayList<>();
    keys(script);
    transactions(script);
    leases(script);
    return script;
  }

  private static void keys(List<Line> script) {
    lines(
        script,
        "put a 1",
        "put a 2 --prev-kv",
        "put b x·y -w json --prev-kv",
        "put b z -w fields --prev-kv",
        "put a\"<é \\x00&",
        "put c q",
        "get a",
        "get '' --prefix --keys-only",
        "get '' --from-key --order=DESCEND --sort-by=CREATE --limit=2",
        "get a c --rev=3",
        "get '' --prefix --hex",
        "get '' --prefix --print-value-only",
        "get a --consistency=s",
        "get nothing",
        "get",
        "get a b --prefix",
        "get --from-key --prefix a",
        "get a --order=ASC",
        "get a --sort-by=X",
        "get a --consistency=z",
        "get a --rev=1000",
        "put",
        "put nok --ignore-value",
        "put a --ignore-value",
        "put a b --ignore-value",
        "put a x --lease=12",
        "del nothing",
        "del a --prev-kv",
        "-w xml get k");
    for (String format : FORMATS) {
      lines(script, "get '' --prefix -w " + format, "del b --prev-kv -w " + format);
    }
    script.add(new Line("from\nstdin\n", "put", "typed"));
    lines(script, "get typed", "compaction 3", "compaction 3", "compaction 10000", "compaction");
  }

  private static void transactions(List<Line> script) {
    String conditional = "value(\"k\") = \"v\"\n\nput k1 v1\nget k1\n\nput k v\ndel k1\nget k\n\n";
    script.add(new Line(conditional, "txn"));
    script.add(new Line(conditional, "txn"));
    FORMATS.forEach(format -> script.add(new Line(conditional, "txn", "-w", format)));
    script.add(
        new Line(
            """
            mod("k") > "0"
            ver("k") = "1"
            c("k") > "0"

            put k2 "a \\"q b"
            get k k3


            """,
            "txn"));
    script.add(new Line("x(\"k\") = \"1\"\n\n\n", "txn"));
    script.add(new Line("\nfoo k\n\n\n", "txn"));
    script.add(new Line("\nput k\n\n", "txn", "--interactive"));
    lines(script, "get k2");
  }

  private static void leases(List<Line> script) {
    lines(script, "lease grant", "lease revoke", "lease revoke 1234", "lease keep-alive");
    for (String format : List.of("simple", "json", "fields")) {
      lines(
          script,
          "lease grant 100 -w " + format,
          "lease list -w " + format,
          "lease timetolive 1234 --keys -w " + format);
    }
    lines(script, "lease keep-alive 1234 --once", "lock", "elect", "elect e", "watch");
  }

  private static void users(List<Line> script) {
    lines(
        script,
        "role add r1",
        "role add r1",
        "role grant-permission r1 read k1",
        "role grant-permission r1 readwrite a b",
        "role grant-permission r1 read p --prefix",
        "role grant-permission r1 write q --from-key",
        "role grant-permission r1 foo k",
        "role grant-permission r1",
        "role grant-permission nor read k",
        "role grant-permission r1 read k e --prefix",
        "role get r1",
        "role get nor",
        "role revoke-permission r1 k1",
        "role revoke-permission r1 k1",
        "role revoke-permission r1 a b",
        "role revoke-permission r1 p --prefix",
        "role add r2 -w json",
        "role list",
        "user add u1:pw",
        "user add u1:pw",
        "user add u2 --no-password",
        "user add u4 --new-user-password=x",
        "user grant-role u1 r1",
        "user grant-role u1 nor",
        "user revoke-role u1 r2",
        "user get u1",
        "user get u1 --detail",
        "user get nou",
        "user list",
        "user delete u4",
        "auth enable");
    script.add(new Line("secret\n", "user", "passwd", "u1", "--interactive=false"));
    lines(
        script,
        "user add root:root",
        "role add root",
        "user grant-role root root",
        "auth enable",
        "get k",
        "--user root:root get k",
        "--user root:wrong get k",
        "--user u1:secret get k",
        "--user=root --password=root user list",
        "--user root:root role get r1 -w json",
        "--user root:root role get r1 -w fields",
        "--user root:root role delete r2",
        "--user u1:secret auth disable",
        "--user root:root auth disable");
  }

  private static void members(List<Line> script) {
    for (String format : FORMATS) {
      lines(script, "endpoint health -w " + format, "defrag -w " + format);
    }
    lines(
        script,
        "member list",
        "member list -w table",
        "alarm list",
        "alarm disarm",
        "move-leader",
        "member add",
        "member add n",
        "member remove",
        "member remove 1",
        "member promote 1",
        "member update 1",
        "member add n2 --peer-urls=http://127.0.0.1:55555 --learner",
        "member list -w json",
        "member list -w fields");
  }

  private static void lines(List<Line> script, String... lines) {
    Stream.of(lines).map(Line::of).forEach(script::add);
  }

  private static void compare(Subject one, Subject other, List<Line> script)
      throws IOException, InterruptedException {
    Ctl etcdctl = new Ctl(one.endpoint());
    Ctl balsactl = new Ctl(other.endpoint());
    List<String> differences = new ArrayList<>();
    for (Line line : script) {
      String wanted = plain(etcdctl.etcdctl(line.input(), line.words()));
      String got = plain(balsactl.balsactl(line.input(), line.words()));
      if (!wanted.equals(got)) {
        differences.add(
            String.join(" ", line.words()) + "\n  etcdctl:  " + wanted + "\n  balsactl: " + got);
      }
    }
    assertEquals(List.of(), differences, () -> String.join("\n", differences));
  }

  /** Without what is different on every server, and of complaints only the last line. */
  private static String plain(Ctl.Output output) {
    String err = output.err().strip();
    String text = output.out() + err.substring(err.lastIndexOf('\n') + 1) + " " + output.exit();
    text = PORTS.matcher(text).replaceAll("<address>");
    text = NUMBERS.matcher(text).replaceAll("\"$1\":<n>");
    text = FIELDS.matcher(text).replaceAll("\"$1\" : <n>");
    text = IDS.matcher(text).replaceAll("<id>");
    text = TIMES.matcher(text).replaceAll("<time>");
    return SPACE.matcher(text).replaceAll(" ");
  }
}
