package dev.balsa.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Looking a range up in a sorted stretch against looking through all of it. */
class StretchTest {

  private static Stretch stretch(List<Integer> keys) {
    Stretch stretch = new Stretch(10);
    long revision = 10;
    int i = 0;
    while (i < keys.size()) {
      List<Event> events = new ArrayList<>();
      int together = 1 + keys.get(i) % 3;
      for (int n = 0; n < together && i < keys.size(); n++, i++) {
        byte[] key = String.format("%02d", keys.get(i)).getBytes(UTF_8);
        events.add(Event.put(KeyValue.of(key, revision, revision, 1, new byte[3], 0), null));
      }
      stretch.add(new Change(revision, events.toArray(new Event[0])));
      revision += 1 + keys.get(i - 1) % 2;
    }
    stretch.reachTo(revision);
    return stretch;
  }

  private static String collect(Stretch stretch, KeyRange range, long from, int revisions) {
    BatchBuilder builder = new BatchBuilder();
    builder.start(0, null, revisions, Long.MAX_VALUE);
    long next = stretch.collect(range, from, builder);
    return next + " " + builder.build().events();
  }

  @Property(tries = 1000)
  void aSortedStretchAnswersAsAnUnsortedOne(
      @ForAll @Size(max = 60) List<@IntRange(max = 30) Integer> keys,
      @ForAll @IntRange(max = 30) int low,
      @ForAll @IntRange(max = 31) int high,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll @IntRange(max = 40) int ahead,
      @ForAll @IntRange(min = 1, max = 10) int revisions) {
    byte[] key = String.format("%02d", low).getBytes(UTF_8);
    KeyRange range =
        kind == 0
            ? KeyRange.single(key)
            : kind == 1
                ? KeyRange.from(key)
                : new KeyRange(key, String.format("%02d", high).getBytes(UTF_8));
    if (range.isEmpty()) {
      return;
    }
    Stretch stretch = stretch(keys);
    String scanned = collect(stretch, range, 10 + ahead, revisions);
    for (int i = 0; i < 10; i++) {
      assertEquals(scanned, collect(stretch, range, 10 + ahead, revisions));
    }
  }
}
