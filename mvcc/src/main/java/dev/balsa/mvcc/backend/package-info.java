/**
 * Ordered byte storage with atomic batches under the store: {@link
 * dev.balsa.mvcc.backend.RocksBackend} on disk, {@link dev.balsa.mvcc.backend.MemoryBackend} on the
 * heap, one contract ({@link dev.balsa.mvcc.backend.Backend}).
 */
package dev.balsa.mvcc.backend;
