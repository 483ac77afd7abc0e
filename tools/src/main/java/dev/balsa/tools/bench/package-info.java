/**
 * The command {@code bench}: load for any server that speaks etcd's v3 API, and what it cost.
 *
 * <pre>
 * bench put ...        one kind of request     {@link dev.balsa.tools.bench.load}
 * bench watch ...      watchers and their puts
 * bench compare ...    two servers in turn     {@link dev.balsa.tools.bench.compare}
 *                      on HTTP/2 of its own    {@link dev.balsa.tools.bench.wire}
 * </pre>
 *
 * <p>This package holds the command line and how figures are shown.
 */
package dev.balsa.tools.bench;
