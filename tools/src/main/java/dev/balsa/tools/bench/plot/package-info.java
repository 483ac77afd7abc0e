/**
 * Plots as SVG, drawn without a library: each is one string that a page takes in as it is, or that
 * stands alone as a file.
 *
 * <pre>
 * Svg        lines, bars, dots, words
 * LogScale   a quantity to a place: ten times as much is always as far away
 * LinePlot   curves over one axis, and several of them side by side
 * </pre>
 */
package dev.balsa.tools.bench.plot;
