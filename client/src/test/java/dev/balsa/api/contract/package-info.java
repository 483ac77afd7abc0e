/**
 * Is the wire contract the one that etcd's clients speak? The table of the contract, the compiled
 * definitions in the same words, and the comparison of the two.
 */
package dev.balsa.api.contract;
