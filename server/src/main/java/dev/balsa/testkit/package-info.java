/**
 * Tests against a real Balsa, in the test's own JVM: no container, no port, a fresh store for each
 * test within milliseconds, and everything that can go wrong at hand.
 *
 * <p>{@link dev.balsa.testkit.BalsaTest} is all that most tests need; {@link
 * dev.balsa.testkit.BalsaExtension} is the same for those who want to build their servers
 * themselves. What can be broken, and how, is in {@link dev.balsa.embedded.Faults}.
 *
 * <p>This package needs JUnit 5 ({@code junit-jupiter-api}), which Balsa does not bring along: a
 * test has it anyway, and an application that embeds Balsa does not want it.
 */
package dev.balsa.testkit;
