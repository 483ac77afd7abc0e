/** Proof. */
package dev.balsa.jepsen;
