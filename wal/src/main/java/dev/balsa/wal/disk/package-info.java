/**
 * The disk as a dozen methods, the real one of them, and one on the heap for members that need not
 * outlive their process.
 *
 * <p>Nothing else in the log touches files. The contract is written for the crash: see {@link
 * dev.balsa.wal.disk.Disk} for what survives one. The double that crashes on purpose, {@code
 * SimulatedDisk}, is in this package's test sources and is shared with other modules as a test-jar.
 */
package dev.balsa.wal.disk;
