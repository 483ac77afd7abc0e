package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A store that is full, and how it becomes usable again: the recipe of etcd's maintenance guide.
 */
class QuotaTest {

  private static final long QUOTA_BYTES = 16L << 20;
  private static final int VALUE_BYTES = 1 << 20;
  private static final int PUTS_MAX = 64;
  private static final int PUTS_AT_LEAST = 8;

  /** etcd's file grows ahead of what is in it, by how much depends on when it commits. */
  private static final int ETCD_PUTS_AT_LEAST = 4;

  private static final String FULL = "etcdserver: mvcc: database space exceeded";

  private final String value = value(new Random(16), VALUE_BYTES);

  /** Letters that no compression makes shorter by much. */
  private static String value(Random random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('0' + random.nextInt(64)));
    }
    return text.toString();
  }

  private static long number(EtcdctlScript ctl, String field) {
    String status = ctl.outUncompared("endpoint", "status", "-w", "json");
    Matcher matcher = Pattern.compile("\"" + field + "\":(\\d+)").matcher(status);
    assertTrue(matcher.find(), status);
    return Long.parseLong(matcher.group(1));
  }

  /** Overwrites one key until there is no room; returns how often that went well. */
  private int fill(EtcdctlScript ctl, int atLeast) {
    int puts = 0;
    while (puts < PUTS_MAX && ctl.succeeds(value, "put", "key")) {
      puts++;
    }
    assertTrue(puts >= atLeast && puts <= 16, puts + " values of a megabyte went in");
    return puts;
  }

  @Test
  void aFullStoreIsMadeUsableAgainByTheRecipeOfEtcdsGuide() {
    EtcdctlScript.sameOnBoth(
        () -> Subjects.etcdWithQuota(QUOTA_BYTES),
        () -> Subjects.balsaWithQuota(QUOTA_BYTES, false),
        ctl -> {
          ctl.out("put", "other", "1");
          int unused = fill(ctl, ETCD_PUTS_AT_LEAST);
          assertEquals("memberID:<n> alarm:NOSPACE", plainAlarm(ctl));
          assertEquals(FULL, ctl.fails("put", "small", "1"));
          assertTrue(ctl.fails("lease", "grant", "60").contains(FULL));
          ctl.out("get", "other");
          ctl.out("del", "other");
          String revision = Long.toString(number(ctl, "revision"));
          String compacted = ctl.outUncompared("compaction", revision, "--physical");
          assertEquals("compacted revision " + revision, compacted);
          assertEquals(FULL, ctl.fails("put", "small", "1"));
          ctl.out("defrag");
          assertTrue(number(ctl, "dbSize") < 4 * VALUE_BYTES, "the space is back");
          assertEquals("memberID:<n> alarm:NOSPACE", plainAlarm(ctl, "disarm"));
          ctl.out("alarm", "list");
          ctl.out("put", "small", "1");
          ctl.out("get", "small");
        });
  }

  private static String plainAlarm(EtcdctlScript ctl) {
    return plainAlarm(ctl, "list");
  }

  private static String plainAlarm(EtcdctlScript ctl, String command) {
    return ctl.outUncompared("alarm", command).replaceAll("\\d+", "<n>").strip();
  }

  @Test
  void theSpaceComesBackByItselfAndSoDoesTheRightToWriteIfThatIsWanted() {
    EtcdctlScript.on(
        () -> Subjects.balsaWithQuota(QUOTA_BYTES, true),
        ctl -> {
          int puts = fill(ctl, PUTS_AT_LEAST);
          assertEquals(FULL, ctl.fails("put", "small", "1"));
          assertTrue(number(ctl, "dbSizeInUse") > (puts - 2L) * VALUE_BYTES, "all is in use");
          ctl.outUncompared("compaction", Long.toString(number(ctl, "revision")));
          int attempts = 0;
          while (!ctl.succeeds("", "put", "small", "1")) {
            assertTrue(++attempts < 1_000, "the alarm stays");
          }
          assertTrue(number(ctl, "dbSize") < 4 * VALUE_BYTES, "the space is back");
          assertEquals("", ctl.out("alarm", "list"));
        });
  }

  @Test
  void aQuotaOfFiftyKilobytesIsAsExactAsALargeOne() {
    EtcdctlScript.on(
        () -> Subjects.balsaWithQuota(50_000, false),
        ctl -> {
          String part = value.substring(0, 4_900);
          int puts = 0;
          while (puts < 20 && ctl.succeeds(part, "put", "key" + puts)) {
            puts++;
          }
          assertTrue(puts >= 8 && puts <= 10, puts + " values of 4,900 bytes went in");
        });
  }
}
