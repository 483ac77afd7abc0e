/**
 * A cluster in one terminal, for trying things out: {@code tools/bin/local-cluster}.
 *
 * <pre>
 *   local-cluster ──starts──▶ m1, m2, m3      server/bin/balsa, one process each, loopback only
 *        │  ▲                     │
 *        │  └── log lines ────────┘           made short, one colour a member
 *        └──pids──▶ guardian                  a shell that ends the members if this process is killed
 * </pre>
 *
 * <p>{@link dev.balsa.tools.localcluster.Layout} decides ports, names and flags; {@link
 * dev.balsa.tools.localcluster.MemberRun} is one member's process over all its lives; {@link
 * dev.balsa.tools.localcluster.Keys} reads what a person types.
 */
package dev.balsa.tools.localcluster;
