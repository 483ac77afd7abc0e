/**
 * How a server grows, and what it does when there is too much of it.
 *
 * <pre>
 * bench scale       one figure after the other while one quantity grows     {@link
 *                   dev.balsa.tools.bench.scale.Curve}
 * bench overload    thousands of connections, each with requests under way
 * </pre>
 *
 * <p>A curve is measured on a server of its own, fresh and warmed up, through a {@link
 * dev.balsa.tools.bench.scale.Probe}, which turns each load into a {@link
 * dev.balsa.tools.bench.scale.Point}. Points outlive the run in a file of lines, so that curves
 * measured at different times make one page.
 */
package dev.balsa.tools.bench.scale;
