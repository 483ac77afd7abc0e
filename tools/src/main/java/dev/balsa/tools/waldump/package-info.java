/**
 * {@code wal-dump}: what stands in a log, for people and for programs. Reads Balsa's logs and those
 * of a real etcd, since both have one format, and never changes a file.
 *
 * <pre>
 *   WalReader --record--&gt; RecordDecoder --Line--&gt; RecordFilter --Line--&gt; TextOutput | JsonOutput
 * </pre>
 *
 * <p>A {@link dev.balsa.tools.waldump.Line} holds its content as a tree of maps, lists, numbers,
 * texts and bytes; the two outputs differ only in how they write such a tree.
 */
package dev.balsa.tools.waldump;
