/** The durable log. */
package dev.balsa.wal;
