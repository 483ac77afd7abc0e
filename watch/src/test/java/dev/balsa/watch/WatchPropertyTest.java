package dev.balsa.watch;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random writes, creates, cancels, compactions, jumps of the history, slow and stalling transports:
 * whatever a stream was sent is what a naive watcher, replaying the full history, says it must be.
 */
class WatchPropertyTest {

  @Provide
  Arbitrary<List<Play.Action>> play() {
    return Play.plays();
  }

  @Provide
  Arbitrary<WatchConfig> bounds() {
    return Play.bounds();
  }

  @Property(tries = 1500)
  void everyStreamIsSentWhatANaiveWatcherWouldBe(
      @ForAll("bounds") WatchConfig config, @ForAll("play") List<Play.Action> actions) {
    NaiveSource source = new NaiveSource(config);
    Play play = new Play(config, source, source.world.hub);
    actions.forEach(play::act);
    play.finish();
  }

  @Property(tries = 800)
  void theSameOverARealStore(
      @ForAll("bounds") WatchConfig config, @ForAll("play") List<Play.Action> actions) {
    try (StoreSource source = new StoreSource(config)) {
      Play play = new Play(config, source, source.hub);
      actions.forEach(play::act);
      play.finish();
    }
  }

  /** A naive store; every revision is published at once. */
  private static final class NaiveSource implements Play.Source {
    final World world;

    NaiveSource(WatchConfig config) {
      world = new World(config);
    }

    @Override
    public void write(NaiveHistory.Write... writes) {
      world.write(writes);
    }

    @Override
    public void publishAll() {}

    @Override
    public void writeUnseen(NaiveHistory.Write... writes) {
      world.history.apply(writes);
    }

    @Override
    public void compact(long revision) {
      world.history.compact(revision);
    }

    @Override
    public void compactStep(int work) {}

    @Override
    public long revision() {
      return world.history.revision();
    }

    @Override
    public long compactRevision() {
      return world.history.compactRevision();
    }

    @Override
    public StreamCheck.Truth truth() {
      return world.history;
    }
  }
}
