/**
 * Does Balsa keep its promises? Faults on real processes, and checkers that judge what clients saw.
 *
 * <p>{@code live} starts the server as its users do, through the launcher, and kills it while
 * clients write. See the README of this module for the commands.
 */
package dev.balsa.jepsen;
