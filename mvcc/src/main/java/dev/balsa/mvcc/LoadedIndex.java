package dev.balsa.mvcc;

import java.util.List;

/**
 * What was read from a saved index.
 *
 * @param revision the revision it stands for
 * @param index the keys, without what compaction has removed since
 * @param attachments on which leases keys hung then, or a little later
 */
record LoadedIndex(long revision, KeyIndex index, List<LeaseTable.Attachment> attachments) {}
