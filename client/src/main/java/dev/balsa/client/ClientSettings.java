package dev.balsa.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What {@link BalsaClient.Builder} collected.
 *
 * @param executor of the caller; empty for one of the client's own
 * @param channels of the caller; empty for TCP
 * @param syncInterval how often the member list is asked for; zero for never
 */
record ClientSettings(
    List<String> endpoints,
    Tls tls,
    Optional<String> authority,
    Optional<String> user,
    String password,
    Bytes namespace,
    Duration requestTimeout,
    Duration connectTimeout,
    Duration silenceLimit,
    Backoff reconnect,
    Duration syncInterval,
    boolean requireLeader,
    Optional<Executor> executor,
    Optional<ChannelFactory> channels) {}
