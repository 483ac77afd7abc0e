package dev.balsa.server.api;

import com.google.protobuf.ByteString;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.WatchSession;
import dev.balsa.watch.WatchRequest;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * {@code etcdserverpb.Watch}: the wire's end of a stream of watchers.
 *
 * <p>Events leave only while the transport takes them ({@code isReady}); what waits, waits as
 * revisions in the hub and not as messages here. The client's next request is read only while the
 * transport takes answers, so that answers cannot pile up either. The client closing its side ends
 * nothing; the stream lives until the call is cancelled.
 */
final class WatchService {

  /** The least key there is: what a watch without a key begins with. */
  private static final ByteString FIRST_KEY = ByteString.copyFrom(new byte[] {0});

  private final ApiContext context;
  private final WatchMeter meter;

  /** Hub's thread only. */
  private final SpareBundles spareBundles = new SpareBundles();

  WatchService(ApiContext context) {
    this.context = context;
    this.meter = new WatchMeter(context.metrics().mvcc);
  }

  ServerServiceDefinition bind(Binder binder) {
    return binder.service(WatchGrpc.SERVICE_NAME).stream(WatchGrpc.getWatchMethod(), this::open)
        .build();
  }

  private ServerCall.Listener<byte[]> open(StreamCall call) {
    Listener listener = new Listener(call);
    call.onEnd(listener.session::close);
    call.sendHeaders();
    call.request(1);
    return listener;
  }

  private static WatchRequest requestOf(WatchCreateRequest create) {
    Set<WatchRequest.Filter> filters = EnumSet.noneOf(WatchRequest.Filter.class);
    for (WatchCreateRequest.FilterType filter : create.getFiltersList()) {
      switch (filter) {
        case NOPUT -> filters.add(WatchRequest.Filter.NO_PUT);
        case NODELETE -> filters.add(WatchRequest.Filter.NO_DELETE);
        case UNRECOGNIZED -> {
          // a kind of events that does not exist here is not sent anyway
        }
      }
    }
    return new WatchRequest(
        create.getKey().toByteArray(),
        create.getRangeEnd().toByteArray(),
        create.getStartRevision(),
        create.getProgressNotify(),
        filters,
        create.getPrevKv(),
        create.getWatchId(),
        create.getFragment());
  }

  private final class Listener extends ServerCall.Listener<byte[]> {
    private final StreamCall call;
    private final WatchSession session;

    /** Whether the client's next request waits until the transport takes answers again. */
    private boolean readLater;

    Listener(StreamCall call) {
      this.call = call;
      this.session =
          context
              .replica()
              .openWatch(
                  new WatchOutlet(call, context, meter, spareBundles),
                  () -> call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS));
    }

    @Override
    public void onMessage(byte[] message) {
      if (!call.take(message)) {
        return;
      }
      try {
        if (!act(dev.balsa.api.WatchRequest.parseFrom(message))) {
          call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
        }
      } catch (IOException e) {
        call.end(Errors.malformed(e));
      }
      readLater = !call.isReady();
      if (!readLater) {
        call.request(1);
      }
    }

    private boolean act(dev.balsa.api.WatchRequest request) {
      return switch (request.getRequestUnionCase()) {
        case CREATE_REQUEST -> create(request.getCreateRequest());
        case CANCEL_REQUEST -> session.cancel(request.getCancelRequest().getWatchId());
        case PROGRESS_REQUEST -> session.requestProgress();
        case REQUESTUNION_NOT_SET -> true; // etcd ignores it and keeps the stream
      };
    }

    private boolean create(WatchCreateRequest create) {
      WatchRequest request = requestOf(create);
      return session.create(context.gate().isOpen() ? request : withDenial(request, create));
    }

    /** A watch that is not allowed is answered where it stands among the others. */
    private WatchRequest withDenial(WatchRequest request, WatchCreateRequest create) {
      ByteString key = create.getKey().isEmpty() ? FIRST_KEY : create.getKey();
      EtcdError refused =
          context
              .gate()
              .refusal(
                  call.credentials(),
                  (now, caller) -> now.mayRead(caller, key, create.getRangeEnd()));
      return refused == null ? request : request.denied(Errors.printed(refused));
    }

    @Override
    public void onReady() {
      session.drained();
      if (readLater) {
        readLater = false;
        call.request(1);
      }
    }

    @Override
    public void onCancel() {
      call.abandoned();
    }
  }
}
