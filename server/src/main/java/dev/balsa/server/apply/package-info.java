/**
 * From log entries to effects: decoding commands, executing them against the store, keeping cluster
 * state.
 */
package dev.balsa.server.apply;
