/**
 * What a member is told before it starts.
 *
 * <p>There is one table of settings. A row is a {@link dev.balsa.server.config.Setting}: name,
 * type, default, help. From it follow the flag in etcd's syntax, the environment variable, the
 * typed value and the line in {@code --help}; a new setting is one new row in the class of its
 * group.
 *
 * <pre>{@code
 * --snapshot-count=5000          flag: also "--snapshot-count 5000" and "-snapshot-count 5000"; the last one counts
 * ETCD_SNAPSHOT_COUNT=5000       variable: only where the flag is absent; both together are an error
 * builder().set(MemberSettings.SNAPSHOT_COUNT, 5000L)
 * config.get(MemberSettings.SNAPSHOT_COUNT)
 * }</pre>
 *
 * <p>{@link dev.balsa.server.config.BalsaConfig} is the finished, immutable and checked whole;
 * {@link dev.balsa.server.config.CommandLine} makes it from arguments and variables. A flag of etcd
 * that has nothing to set here is accepted without effect (tuning of a storage engine that Balsa
 * does not have), with one warning.
 *
 * <p>Units: durations are {@link java.time.Duration}, sizes are bytes. A leaf: it knows nothing
 * else of Balsa.
 */
package dev.balsa.server.config;
