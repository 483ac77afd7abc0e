package dev.balsa.client;

import java.util.concurrent.Flow;

/** A watch as a subscription: as much is told as was requested. */
final class WatchSubscription implements Flow.Subscription, WatchListener {

  private final Flow.Subscriber<? super WatchBatch> subscriber;
  private volatile Watcher watcher;

  private WatchSubscription(Flow.Subscriber<? super WatchBatch> subscriber) {
    this.subscriber = subscriber;
  }

  static void begin(Watches watches, Watch watch, Flow.Subscriber<? super WatchBatch> subscriber) {
    WatchSubscription subscription = new WatchSubscription(subscriber);
    // Requests come from within onSubscribe, and nothing may be told before it.
    subscription.watcher = watches.prepare(watch, subscription, 0);
    subscriber.onSubscribe(subscription);
    try {
      watches.start(subscription.watcher);
    } catch (ClientClosedException closed) {
      subscriber.onError(closed);
    }
  }

  @Override
  public void request(long batches) {
    if (batches <= 0) {
      watcher.close();
      subscriber.onError(new IllegalArgumentException("requested " + batches + " batches"));
    } else {
      watcher.request(batches);
    }
  }

  @Override
  public void cancel() {
    watcher.close();
  }

  @Override
  public void onBatch(WatchBatch batch) {
    subscriber.onNext(batch);
  }

  @Override
  public void onEnd(RuntimeException reason) {
    subscriber.onError(reason);
  }
}
