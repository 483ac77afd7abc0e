/**
 * The command {@code balsactl}: what etcdctl does, for those who have no Go binary at hand. It
 * takes etcdctl's commands, flags and {@code ETCDCTL_…} variables, prints what etcdctl prints, and
 * works against Balsa and etcd.
 *
 * <p>A command asks over {@link dev.balsa.client.BalsaClient} and gives an {@link Answer} to print:
 * the server's own message, and how each output format shows it.
 *
 * <pre>
 * simple     lines for people and shell scripts
 * fields     "Name" : value, one a line
 * json       the message as etcdctl writes it: numbers are numbers, bytes are base64
 * table      for people, where there is something to compare
 * protobuf   the message's bytes
 * </pre>
 *
 * <p>Text is kept as octets, one char for one byte ({@link Octets}), from the arguments to the
 * terminal: keys and values need not be UTF-8, and what was stored is what is printed.
 */
package dev.balsa.tools.balsactl;
