package dev.balsa.server.interop;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrantResponse;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.ResponseHeader;
import io.grpc.ClientInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Sends the same random requests to etcd and to Balsa, one after another, and compares every reply.
 */
final class Lockstep implements AutoCloseable {
  private static final int STEPS_BETWEEN_WATCH_CHECKS = 100;
  private static final int LONG_TTL_SECONDS = 1000;

  private final Subject etcdServer;
  private final Subject balsaServer;
  private final WireClient etcd;
  private final WireClient balsa;
  private final KnownState state = new KnownState();
  private final WatchDuel watches;
  private final List<String> sent = new ArrayList<>();
  private long requests;

  /** Starts both servers, empty. The interceptors stand between the test and the second server. */
  Lockstep(Supplier<Subject> second, ClientInterceptor... beforeSecond) {
    this(Subjects::etcd, second, beforeSecond);
  }

  Lockstep(Supplier<Subject> first, Supplier<Subject> second, ClientInterceptor... beforeSecond) {
    etcdServer = first.get();
    balsaServer = second.get();
    etcd = new WireClient(etcdServer.clientPort());
    balsa = new WireClient(balsaServer.clientPort(), beforeSecond);
    watches = new WatchDuel(etcd, balsa, state);
  }

  /** Requests sent to each server. */
  long requests() {
    return requests;
  }

  /** Watch events that were compared. */
  long eventsCompared() {
    return watches.eventsCompared();
  }

  /** The requests so far, one a line. */
  List<String> sent() {
    return sent;
  }

  /** Sends what this seed chooses in the present state; null, or what differs. */
  String step(long seed) {
    try {
      String difference = choose(new Dice(seed, state));
      if (difference == null && requests % STEPS_BETWEEN_WATCH_CHECKS == 0) {
        difference = watches.compareAll();
      }
      return difference;
    } catch (AssertionError e) {
      return e.getMessage();
    }
  }

  /** Compares what must have been delivered by now; null, or what differs. */
  String finish() {
    try {
      return watches.compareAll();
    } catch (AssertionError e) {
      return e.getMessage();
    }
  }

  private String choose(Dice dice) {
    RandomKv kv = new RandomKv(dice, state);
    int choice = dice.below(100);
    if (choice < 26) {
      return call(kv.range());
    } else if (choice < 53) {
      return call(kv.put());
    } else if (choice < 60) {
      return call(kv.delete());
    } else if (choice < 80) {
      return call(new RandomTxn(dice, state, kv).txn());
    } else if (choice < 81) {
      String difference = watches.beforeCompaction();
      return difference != null ? difference : call(kv.compact());
    } else if (choice < 83) {
      return call(kv.hash());
    } else if (choice < 91) {
      return call(new RandomLease(dice).next());
    }
    RandomWatch.OnStream next = new RandomWatch(dice, state).next(WatchDuel.STREAMS);
    requests++;
    sent.add("stream " + next.stream() + ": " + Reply.Texts.of(next.request()));
    return watches.send(next);
  }

  /** Sends one request to both; null, or what differs. */
  String call(Message request) {
    requests++;
    sent.add(Reply.Texts.of(request));
    String difference = ask(request);
    return difference != null && UncommittedRemoval.mayChange(request, state, etcd)
        ? UncommittedRemoval.waitFor(() -> ask(request))
        : difference;
  }

  private String ask(Message request) {
    CompletableFuture<Reply> toEtcd = etcd.send(request);
    CompletableFuture<Reply> toBalsa = balsa.send(request);
    Reply fromEtcd = WireClient.await(toEtcd);
    Reply fromBalsa = WireClient.await(toBalsa);
    learn(request, fromEtcd);
    String difference = difference(request, fromEtcd, fromBalsa);
    return difference != null ? difference : afterwards(request, fromEtcd, fromBalsa);
  }

  private String difference(Message request, Reply fromEtcd, Reply fromBalsa) {
    if (KnownDifferences.incomparable(request, state)) {
      return null;
    }
    Reply expected = KnownDifferences.plainly(request, fromEtcd, state);
    Reply actual = KnownDifferences.plainly(request, fromBalsa, state);
    return expected.equals(actual)
        ? null
        : "request: " + Reply.Texts.of(request) + "\netcd:  " + expected + "\nbalsa: " + actual;
  }

  private void learn(Message request, Reply reply) {
    if (!reply.isOk()) {
      return;
    }
    FieldDescriptor header = reply.message().getDescriptorForType().findFieldByName("header");
    state.sawRevision(((ResponseHeader) reply.message().getField(header)).getRevision());
    if (request instanceof CompactionRequest compact) {
      state.compacted(compact.getRevision());
    } else if (request instanceof LeaseRevokeRequest revoke) {
      state.revoked(revoke.getID());
    } else if (request instanceof LeaseGrantRequest grant
        && grant.getID() != 0
        && grant.getTTL() >= LONG_TTL_SECONDS) {
      state.granted(grant.getID());
    }
  }

  /**
   * A lease that will not live long, or whose id differs, goes at once: nothing may depend on it.
   */
  private String afterwards(Message request, Reply fromEtcd, Reply fromBalsa) {
    if (!(request instanceof LeaseGrantRequest grant)
        || !fromEtcd.isOk()
        || (grant.getID() != 0 && grant.getTTL() >= LONG_TTL_SECONDS)) {
      return null;
    }
    CompletableFuture<Reply> toEtcd = etcd.send(revoke(fromEtcd));
    CompletableFuture<Reply> toBalsa = balsa.send(revoke(fromBalsa));
    return difference(
        LeaseRevokeRequest.getDefaultInstance(),
        WireClient.await(toEtcd),
        WireClient.await(toBalsa));
  }

  private static LeaseRevokeRequest revoke(Reply grant) {
    return LeaseRevokeRequest.newBuilder()
        .setID(((LeaseGrantResponse) grant.message()).getID())
        .build();
  }

  @Override
  public void close() {
    etcd.close();
    balsa.close();
    etcdServer.close();
    balsaServer.close();
  }
}
