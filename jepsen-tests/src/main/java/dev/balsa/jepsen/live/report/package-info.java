/**
 * What a run looked like, as one HTML file that needs no server and no network: {@link
 * dev.balsa.jepsen.live.report.Report} puts it together, {@link
 * dev.balsa.jepsen.live.report.Timeline} draws what each client saw, {@link
 * dev.balsa.jepsen.live.report.Plot} the throughput and the latencies, both under the same axis of
 * time with the faults marked in it.
 */
package dev.balsa.jepsen.live.report;
