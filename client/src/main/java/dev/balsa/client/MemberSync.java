package dev.balsa.client;

import java.util.List;

/** Keeps the endpoints equal to the client URLs of the members. */
final class MemberSync {

  private final Calls calls;
  private final Cluster cluster;

  MemberSync(Calls calls, Cluster cluster) {
    this.calls = calls;
    this.cluster = cluster;
  }

  void begin() {
    if (!calls.settings().syncInterval().isZero()) {
      Timer.Alarm ignored =
          calls.timer().every(calls.settings().syncInterval().toNanos(), this::syncQuietly);
    }
  }

  private void syncQuietly() {
    var unused =
        sync()
            .exceptionally(
                failure -> {
                  System.getLogger(MemberSync.class.getName())
                      .log(System.Logger.Level.DEBUG, "the members stay as they are", failure);
                  return null;
                });
  }

  /** Learners serve too little to be asked; a cluster without any URL is not believed. */
  Reply<List<String>> sync() {
    return (Reply<List<String>>)
        cluster
            .members()
            .thenApply(
                members -> {
                  List<String> urls =
                      members.stream()
                          .filter(member -> !member.learner())
                          .flatMap(member -> member.clientUrls().stream())
                          .distinct()
                          .toList();
                  if (!urls.isEmpty()) {
                    calls.endpoints().replace(urls);
                  }
                  return urls;
                });
  }
}
