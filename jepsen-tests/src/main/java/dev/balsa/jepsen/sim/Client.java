package dev.balsa.jepsen.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.PutRequest;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.OpResult;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.ReadReply;
import java.nio.charset.StandardCharsets;

/**
 * A client: asks one thing after the other, of one member as long as it answers. It lives on a
 * machine of its own, so questions and answers take their time; when the process it asks ends, it
 * hears so a little later and knows no more than that.
 */
final class Client {

  /** What this client asked last, until it is answered. */
  private static final class Call {
    final String what;
    final long knownBefore;
    final int place;
    final int life;
    boolean done;

    Call(String what, long knownBefore, int place, int life) {
      this.what = what;
      this.knownBefore = knownBefore;
      this.place = place;
      this.life = life;
    }
  }

  private static final long MILLI = 1_000_000L;

  /** After this time a client goes elsewhere, whatever the server may still do. */
  private static final long PATIENCE_NANOS = 12_000 * MILLI;

  private final World world;
  private final int number;
  private final Dice choices;
  private final Dice times;
  private int place;
  private long count;
  private Call call;
  private boolean stopped;

  Client(World world, int number, long seed) {
    this.world = world;
    this.number = number;
    this.choices = Dice.of(seed, "client " + number + " choices");
    this.times = Dice.of(seed, "client " + number + " times");
    this.place = choices.nextInt(world.settings().members());
  }

  void start() {
    think();
  }

  /** Asks nothing more. */
  void stop() {
    stopped = true;
  }

  boolean isIdle() {
    return call == null;
  }

  private void think() {
    long mean = world.settings().thinkMillis() * MILLI;
    world.schedule().after(times.between(0, 2 * mean), this::ask);
  }

  private void ask() {
    if (stopped || call != null) {
      return;
    }
    world.trace().event(Kind.CLIENT, place);
    Machine machine = world.machine(place);
    if (!machine.isUp()) {
      place = choices.nextInt(world.settings().members());
      think();
      return;
    }
    switch (choices.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> put(machine);
      case 9, 10 -> delete(machine);
      case 11, 12 -> serializableRead(machine);
      case 13 -> compact(machine);
      default -> linearizableRead(machine);
    }
  }

  private String key() {
    return "k" + choices.nextInt(world.settings().keys());
  }

  private void put(Machine machine) {
    String key = key();
    String value = number + "-" + ++count + "-";
    value += "x".repeat(choices.nextInt(world.settings().valueBytes()));
    MessageLite request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    propose(machine, "put " + key + " " + number + "-" + count, CommandKind.PUT, request);
  }

  private void delete(Machine machine) {
    String key = key();
    MessageLite request =
        DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    propose(machine, "delete " + key, CommandKind.DELETE_RANGE, request);
  }

  private void compact(Machine machine) {
    long revision = world.ledger().newestKnown() - choices.between(0, 50);
    if (revision <= 0) {
      think();
      return;
    }
    MessageLite request =
        CompactionRequest.newBuilder()
            .setRevision(revision)
            .setPhysical(choices.nextBoolean())
            .build();
    propose(machine, "compact " + revision, CommandKind.COMPACTION, request);
  }

  private void propose(Machine machine, String what, CommandKind kind, MessageLite request) {
    Call asked = begin(machine, what);
    send(
        machine,
        asked,
        () ->
            machine
                .replica()
                .propose(kind, request.toByteArray(), outcome -> answer(asked, outcome)));
  }

  private void linearizableRead(Machine machine) {
    KeyRange range = KeyRange.single(key().getBytes(StandardCharsets.UTF_8));
    Call asked = begin(machine, "read " + range);
    ReadReply reply =
        new ReadReply() {
          @Override
          public void ready(View view) {
            OpResult result = view.range(Op.Range.of(range, 0));
            back(
                asked, () -> world.ledger().read(asked.what, result.revision(), asked.knownBefore));
          }

          @Override
          public void failed(EtcdError error) {
            back(asked, () -> refused(asked, error));
          }
        };
    send(machine, asked, () -> machine.replica().linearize(reply));
  }

  private void serializableRead(Machine machine) {
    KeyRange range = KeyRange.single(key().getBytes(StandardCharsets.UTF_8));
    Call asked = begin(machine, "serializable read " + range);
    send(
        machine,
        asked,
        () -> {
          OpResult result = machine.replica().view().range(Op.Range.of(range, 0));
          back(asked, () -> world.trace().mix(result.revision()));
        });
  }

  private Call begin(Machine machine, String what) {
    world.trace().line(Kind.CLIENT, machine.place(), "c" + number + " asks: " + what);
    Call asked = new Call(what, world.ledger().newestKnown(), machine.place(), machine.life());
    call = asked;
    world.schedule().after(PATIENCE_NANOS, () -> giveUp(asked));
    return asked;
  }

  private long wayNanos() {
    return world.settings().latencyNanos() + times.between(0, world.settings().jitterNanos());
  }

  private void send(Machine machine, Call asked, Runnable request) {
    if (!asked.done) {
      machine.after(wayNanos(), Kind.CLIENT, request);
    }
  }

  /** The answer is on its way, and arrives also if the server's process ends meanwhile. */
  private void back(Call asked, Runnable answer) {
    world.schedule().after(wayNanos(), () -> arrived(asked, answer));
  }

  private void answer(Call asked, Outcome outcome) {
    back(
        asked,
        () -> {
          if (outcome instanceof Outcome.Executed executed) {
            executed(asked, executed.result());
          } else if (outcome instanceof Outcome.Failed failed) {
            refused(asked, failed.error());
          } else if (outcome instanceof Outcome.Compacted compacted) {
            world.ledger().read(asked.what, compacted.revision(), 0);
          }
        });
  }

  private void executed(Call asked, OpResult result) {
    boolean changed = !(result instanceof OpResult.DeleteResult delete) || delete.deleted() > 0;
    if (changed) {
      world.ledger().wrote(asked.what, result.revision(), asked.knownBefore);
    } else {
      world.ledger().read(asked.what, result.revision(), asked.knownBefore);
    }
  }

  private void refused(Call asked, EtcdError error) {
    world.ledger().failed();
    world.trace().line(Kind.CLIENT, asked.place, "c" + number + " is refused: " + error);
    place = choices.nextInt(world.settings().members());
  }

  private void arrived(Call asked, Runnable answer) {
    if (asked.done) {
      return;
    }
    world.trace().event(Kind.CLIENT, asked.place);
    if (world.trace().isOn()) {
      world.trace().line(Kind.CLIENT, asked.place, "c" + number + " is answered: " + asked.what);
    }
    end(asked);
    answer.run();
    think();
  }

  private void end(Call asked) {
    asked.done = true;
    call = null;
  }

  private void giveUp(Call asked) {
    if (!asked.done) {
      unanswered(asked, "gives up");
    }
  }

  /** A process has ended; whoever waited for an answer of it hears so. */
  void connectionLost(Machine machine) {
    Call asked = call;
    if (asked != null && asked.place == machine.place()) {
      world
          .schedule()
          .after(
              times.between(1, 100) * MILLI,
              () -> {
                if (!asked.done) {
                  unanswered(asked, "has lost its connection");
                }
              });
    }
  }

  private void unanswered(Call asked, String how) {
    world.trace().event(Kind.CLIENT, asked.place);
    world.trace().line(Kind.CLIENT, asked.place, "c" + number + " " + how + ": " + asked.what);
    end(asked);
    world.ledger().failed();
    place = choices.nextInt(world.settings().members());
    think();
  }
}
