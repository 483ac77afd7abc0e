package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.KeyVersion;
import dev.balsa.jepsen.history.Octets;
import dev.balsa.jepsen.history.WatchEvent;
import dev.balsa.jepsen.history.WatchMessage;
import dev.balsa.jepsen.history.WatchStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;

/** What correct watchers of a finished run would have been told, in random portions. */
final class RandomWatches {

  final List<WatchStart> starts = new ArrayList<>();
  final List<WatchMessage> messages = new ArrayList<>();
  private final RandomRun run;
  private final Random random;
  private final long end;

  RandomWatches(RandomRun run, Random random, RandomRun.Shape shape, long end) {
    this.run = run;
    this.random = random;
    this.end = end;
    for (int i = 0; i < shape.watches(); i++) {
      boolean all = i == 0;
      String key = all ? "\0" : "k" + (100 + random.nextInt(shape.keys()));
      String to = all ? "\0" : random.nextBoolean() ? "" : "k" + (101 + shape.keys());
      long from = all ? 2 : random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(30);
      long asked = all ? 0 : random.nextLong(Math.max(1, end));
      begin(key, to, from, asked, all || random.nextBoolean(), -1);
    }
  }

  private void begin(String key, String to, long from, long asked, boolean prev, int resumes) {
    boolean filtered = resumes < 0 && random.nextInt(4) == 0 && !key.equals("\0");
    WatchStart start =
        new WatchStart(
            starts.size(),
            1000 + starts.size(),
            "m" + (1 + random.nextInt(3)),
            asked,
            key,
            to,
            from,
            prev,
            filtered && random.nextBoolean(),
            filtered && random.nextBoolean(),
            random.nextInt(5) == 0,
            resumes);
    starts.add(start);
    deliver(start);
  }

  private void say(
      WatchStart start, long time, WatchMessage.Kind kind, long revision, long compacted) {
    messages.add(
        new WatchMessage(start.watch(), time, kind, revision, compacted, "", false, List.of()));
  }

  private void deliver(WatchStart start) {
    long time = start.asked() + 1 + random.nextInt(1000);
    long revision = revisionAt(time);
    say(start, time, WatchMessage.Kind.CREATED, revision, 0);
    long next = start.startRevision() == 0 ? revision + 1 : start.startRevision();
    Map.Entry<Long, Long> compacted = run.compactedAt.floorEntry(time);
    if (compacted != null && next < compacted.getValue()) {
      say(start, time, WatchMessage.Kind.CANCELED, 0, compacted.getValue());
      return;
    }
    boolean prompt = start.key().equals("\0");
    while (time < end) {
      time += random.nextLong(1 + end / (prompt ? 1000 : 20)) + 1;
      long now = prompt ? revisionAt(time) : Math.min(revisionAt(time), next + random.nextInt(40));
      tell(start, time, next, now);
      next = Math.max(next, now + 1);
      if (random.nextInt(4) == 0 && now == next - 1) {
        say(start, time, WatchMessage.Kind.PROGRESS, now, 0);
      }
      compacted = run.compactedAt.floorEntry(time);
      boolean gone = !prompt && compacted != null && next < compacted.getValue();
      if (gone || random.nextInt(30) == 0) {
        say(start, time, WatchMessage.Kind.ENDED, 0, 0);
        if (!gone) {
          begin(start.key(), start.end(), next, time + 5, start.prevKv(), start.watch());
        }
        return;
      }
    }
    tell(start, end + 1, next, run.etcd.revision());
  }

  private long revisionAt(long time) {
    long revision = 1;
    for (Map.Entry<Long, Long> made : run.madeAt.entrySet()) {
      if (made.getValue() <= time) {
        revision = made.getKey();
      }
    }
    return revision;
  }

  private void tell(WatchStart start, long time, long from, long to) {
    List<WatchEvent> all = new ArrayList<>();
    for (long revision = from; revision <= to; revision++) {
      all.addAll(at(revision, start));
    }
    List<WatchEvent> part = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      part.add(all.get(i));
      boolean last = i == all.size() - 1;
      boolean whole = last || all.get(i + 1).revision() > all.get(i).revision();
      if (start.fragment() && !last && random.nextInt(10) == 0) {
        send(start, time, to, part, true);
      } else if (last || (whole && !start.fragment() && random.nextInt(3) == 0)) {
        send(start, time, to, part, false);
      }
    }
  }

  private void send(
      WatchStart start, long time, long header, List<WatchEvent> events, boolean fragment) {
    if (!events.isEmpty()) {
      messages.add(
          new WatchMessage(
              start.watch(),
              time,
              WatchMessage.Kind.EVENTS,
              header,
              0,
              "",
              fragment,
              List.copyOf(events)));
      events.clear();
    }
  }

  private List<WatchEvent> at(long revision, WatchStart start) {
    NavigableMap<String, KeyVersion> before = run.etcd.state(revision - 1);
    NavigableMap<String, KeyVersion> after = run.etcd.state(revision);
    List<WatchEvent> events = new ArrayList<>();
    for (KeyVersion kv : after.values()) {
      if (kv.modRevision() == revision && !start.noPut()) {
        KeyVersion prev = kv.version() > 1 ? before.get(kv.key()) : null;
        events.add(WatchEvent.put(kv, start.prevKv() ? prev : null));
      }
    }
    for (KeyVersion kv : before.values()) {
      if (!after.containsKey(kv.key()) && !start.noDelete()) {
        events.add(WatchEvent.delete(kv.key(), revision, start.prevKv() ? kv : null));
      }
    }
    events.removeIf(event -> !Octets.covers(start.key(), start.end(), event.kv().key()));
    return events;
  }
}
