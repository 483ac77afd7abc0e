package dev.balsa.jepsen.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is written is read back, and what is wrong is named. */
class HistoryFileTest {

  private static final String EVERY_KIND =
      """
      balsa-history 1
      initial m1 10 rev=7 compact=3 leases (1 ff) {"a" "x" c=2 m=5 v=3 l=ff}
      note 900 "m3 is cut off: \\x22\\xc3\\xbc\\x22"
      op c1 m1 1000 1450 put "a" "1" -> rev=8 was {"a" "x" c=2 m=5 v=4}
      op c2 m3 1100 - put "a" "\\x00\\xff\\x22\\x5c" lease=7b prev -> unknown "deadline exceeded"
      op c1 "a b" 1500 1600 range "a" "b" rev=3 limit=10 serializable keys-only -> rev=9 count=4 more {"a" "" c=2 m=3 v=2 l=7b}
      op c1 m1 1600 1600 range "a" count-only -> rev=9 count=1
      op c1 m1 1700 1800 txn if (mod "a" = 3) (value "a" "\\x00" != "x") (lease "q" > -1) then (put "a" "3") (range "b") (txn if then (delete "z" "zz" prev) else) else (range "a") -> rev=9 then (rev=9) (rev=9 count=0) (rev=9 then (rev=9 deleted=1 {"z" "1" c=3 m=3 v=1}))
      op c1 m1 1900 1950 compact rev=9 -> refused "etcdserver: mvcc: required revision is a future revision"
      op c1 m1 1960 1961 compact rev=4 -> rev=9
      op c1 m1 1970 1971 grant lease=0 ttl=10 -> rev=9 lease=ffffffffffffffff ttl=10
      op c1 m1 1980 1981 keepalive lease=1 -> rev=9 ttl=0
      op c1 m1 1982 1983 timetolive lease=1 keys -> rev=9 ttl=5 granted=10 "a" "b"
      op c1 m1 1990 1991 revoke lease=1 -> rev=10
      watch w0 c9 m2 1000 "a" "b" start=2 prev no-put no-delete fragment
      watch w1 c9 m1 1480 "a" resumes=w0
      event w0 1010 created rev=1
      event w0 1460 events rev=2 fragment put {"a" "1" c=2 m=2 v=1} delete "b" m=2 was {"b" "1" c=1 m=1 v=1}
      event w0 1470 progress rev=2
      event w0 1475 canceled compacted=9 "why"
      event w0 1475 ended "connection lost"
      final m1 9000 rev=4 compact=-1 hash=fe12 leases () {"a" "3" c=2 m=4 v=3}
      final m2 9000 rev=4
      """;

  private static History parse(String text) throws Exception {
    return HistoryFile.read(new StringReader(text));
  }

  private static String print(History history) throws Exception {
    StringWriter out = new StringWriter();
    HistoryFile.write(out, history);
    return out.toString();
  }

  @Test
  void everyKindOfRecordIsReadAndWrittenAsItWas() throws Exception {
    assertEquals(EVERY_KIND, print(parse(EVERY_KIND)));
    assertEquals(parse(EVERY_KIND), parse(print(parse(EVERY_KIND))));
  }

  @Test
  void commentsAndBlankLinesDoNotCount() throws Exception {
    assertEquals(parse("balsa-history 1\n"), parse("balsa-history 1\n# nothing\n\n  \n# at all"));
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() {
    for (String line :
        List.of(
            "op c1 m1 5 4 put \"a\" \"b\" -> rev=1",
            "op c1 m1 5 - put \"a\" \"b\" -> rev=1",
            "op c1 m1 5 6 put \"a\" -> rev=1",
            "op c1 m1 5 6 put \"a -> rev=1",
            "op c1 m1 5 6 put \"a\" \"\\q\" -> rev=1",
            "op c1 m1 5 6 put \"a\" \"b\" -> rev=x",
            "op c1 m1 5 6 put \"a\" \"b\" -> rev=1 more",
            "op x m1 5 6 put \"a\" \"b\" -> rev=1",
            "op c1 m1 5 6 txn if (size \"a\" = 1) then else -> rev=1 then",
            "op c1 m1 5 6 txn if then else -> rev=1 then (rev=1)",
            "event w1 5 born",
            "thing")) {
      BadHistoryException bad =
          assertThrows(BadHistoryException.class, () -> parse("balsa-history 1\n\n" + line), line);
      assertTrue(bad.getMessage().startsWith("line 3: "), bad.getMessage());
    }
    assertThrows(BadHistoryException.class, () -> parse("something else\n"));
  }

  @Test
  void aRecorderGivesEveryStampOnceAndKeepsWhatDidNotReturn() {
    AtomicLong clock = new AtomicLong(100);
    Recorder recorder = new Recorder(clock::get);
    Recorder.Call put = recorder.invoke(1, "m1", Request.Put.of("a", "1"));
    Recorder.Call lost = recorder.invoke(2, "m1", Request.Put.of("a", "2"));
    put.answered(new Reply.Put(2, null));
    Recorder.Call timeout = recorder.invoke(3, "m1", Request.Put.of("a", "3"));
    timeout.failed("etcdserver: request timed out");
    recorder.invoke(4, "m1", new Request.Revoke(1)).failed(Refusals.LEASE_NOT_FOUND);
    List<Operation> operations = recorder.history().operations();
    assertEquals(
        List.of(100L, 101L, 103L, 104L), operations.stream().map(Operation::invoked).toList());
    assertEquals(102, operations.get(0).returned());
    assertTrue(operations.get(1).unknown());
    assertTrue(operations.get(2).unknown());
    assertEquals(Operation.NEVER, operations.get(2).returned());
    assertEquals(Refusals.LEASE_NOT_FOUND, operations.get(3).refusal());
    lost.answered(new Reply.Put(3, null));
    assertEquals(106, recorder.history().operations().get(1).returned());
  }

  @Test
  void aFullRecorderSaysSo() {
    Recorder recorder = new Recorder(() -> 0, 1);
    recorder.invoke(1, "m1", Request.Put.of("a", "1"));
    assertTrue(recorder.isFull());
    assertThrows(
        IllegalStateException.class, () -> recorder.invoke(1, "m1", Request.Put.of("a", "1")));
  }
}
