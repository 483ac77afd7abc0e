package dev.balsa.jepsen.live.scenario;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How to run scenarios.
 *
 * @param program the launcher of the server
 * @param rounds how often the fault of a scenario happens; 0: as often as the scenario wants
 * @param isShort smaller numbers everywhere, for a build
 * @param seed of all choices
 * @param directory where data, logs and histories go
 * @param progress gets a line for everything that happens
 */
public record Setup(
    Path program,
    int rounds,
    boolean isShort,
    long seed,
    Path directory,
    Consumer<String> progress) {}
