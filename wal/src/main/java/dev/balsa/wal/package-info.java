/** Placeholder of the package's documentation. */
package dev.balsa.wal;
