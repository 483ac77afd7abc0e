/** The replicated key space: revisions, transactions, compaction, leases as data. */
package dev.balsa.mvcc;
