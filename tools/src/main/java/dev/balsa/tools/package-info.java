/**
 * What people run beside the server, one package a tool. Nobody imports this module.
 *
 * <p>Its tests hold the project's own lint ({@code tidy}): rules over all sources that the compiler
 * cannot state, each with the replacement in its message and a proof that it can fail.
 */
package dev.balsa.tools;
