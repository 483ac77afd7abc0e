/**
 * From revisions to subscribers: every watcher gets each event it asked for exactly once, in order,
 * a revision never split, and nobody waits for a slow one.
 *
 * <h2>How to drive it</h2>
 *
 * One thread, the one that applies changes to the store, makes every call:
 *
 * <pre>{@code
 * WatchHub hub = new WatchHub(store::view, WatchConfig.DEFAULT);
 * WatchStream stream = hub.open(sink);          // sink: the transport's end
 * stream.create(WatchRequest.of(key, rangeEnd)); // -> created message, then events
 *
 * store.commitBatch(index, term);
 * for (Applied applied : batch) {                // every revision, in order
 *   hub.publish(applied.events(), applied.revision());
 * }
 * while (hub.doWork() > 0) {                     // bounded: other work may go between two calls
 *   ...
 * }
 * stream.onReady();                              // after the sink was not ready and is again
 * hub.tick(nowMillis);                           // now and then, for progress messages
 * hub.restored();                                // after a snapshot replaced the store's state
 * }</pre>
 *
 * <h2>Where a watcher stands</h2>
 *
 * <pre>
 *   publish --&gt; WatcherIndex --&gt; Group --&gt; its SYNCED watchers --&gt; sink, if ready
 *      |        key: hash table    |                  |
 *      |        interval: tree     |                  | not ready: remember the revision, nothing else
 *      v                           |                  v
 *   RecentHistory ---------------&gt; | &lt;----- LAGGING watchers, in their stream's list
 *   StoredHistory (read back) ---&gt; |          doWork takes the streams in turn, and each stream's
 *                                             watchers in turn, one message at a time
 * </pre>
 *
 * Watchers of the same range form one group: a change is matched once for all of them, and its
 * bytes ({@link dev.balsa.watch.EventBatch#wire}) are made once. What is sent may gather in the
 * sink until {@code doWork} tells it to flush: a change that concerns all watchers of a stream then
 * costs one passage through the transport, and not one for each. There is no queue of events: a
 * watcher whose stream cannot take more is a number, the revision it needs next, until the stream
 * can. What happened lately, while anybody watched, is in memory, the rest is read from the store
 * in pages that watchers passing the same place share. An idle watcher of a key of its own takes
 * about 160 bytes, the key's 40 included; one that shares its range about 70.
 *
 * <h2>A worked example</h2>
 *
 * The store stands at revision 7. Stream S creates watcher 0 on {@code [a, c)} from revision 5 and
 * watcher 1 on {@code b} from now on:
 *
 * <pre>
 * create [a,c) from 5   created 0 @7          watcher 0 LAGGING next=5
 * create b              created 1 @7          watcher 1 SYNCED
 * put b (8), published  events 1 @8 [b]       watcher 0 is not touched: it reads 8 later
 * requestProgress       (nothing)             remembered: watcher 0 is behind
 * doWork                events 0 @8 [5, 7, 8] one message; caught up: watcher 0 SYNCED
 * doWork                progress -1 @8        now it is true for the whole stream
 * transport full
 * put b (9), published  (nothing)             both LAGGING next=9
 * transport ready       events 1 @9 [b], events 0 @9 [b]   from memory
 * compact 9, start 3    created 2 @9, then canceled 2 @0 with compact_revision 9
 * </pre>
 *
 * <h2>Rules kept</h2>
 *
 * <ol>
 *   <li>{@code created} comes before anything else with that id; creates of a stream are answered
 *       in order; after a cancellation nothing comes with that id until it is created again.
 *   <li>A message holds whole revisions of its watcher, in order; a live one exactly one revision,
 *       one from history up to 1,000. Only a watcher that asked for fragments may get a revision in
 *       parts, and then nothing else is sent on the stream between them.
 *   <li>A progress message with header revision R says that everything up to R has been delivered,
 *       to the watcher named, or to all of the stream.
 *   <li>A watcher that needs history below the compaction mark is canceled with the mark; nobody
 *       else notices a compaction.
 * </ol>
 *
 * Where etcd drops a manual progress request that it cannot answer at once, the hub remembers it
 * (one a stream) and answers when it can. Where etcd keeps late events of a canceled watcher for
 * the next one with its id, the hub has none to keep.
 *
 * <p>Reading order: {@link dev.balsa.watch.WatchHub}, {@code Watcher} and its states in {@code
 * Roster}, {@code LivePath}, {@code CatchUp}, then {@code Stretch}.
 */
package dev.balsa.watch;
