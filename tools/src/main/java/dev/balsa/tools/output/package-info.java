/**
 * How the tools show things to people, as etcd's own tools do: tables with the headings in the
 * middle and the cells to the right, sizes in decimal units.
 *
 * <pre>
 * +-----------------+------------+
 * |    ENDPOINT     |    HASH    |
 * +-----------------+------------+
 * | 127.0.0.1:33379 | 2018202296 |
 * +-----------------+------------+
 * </pre>
 */
package dev.balsa.tools.output;
