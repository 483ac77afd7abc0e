/**
 * Does the Java client keep its promises? The same tests run against Balsa and, where it is on the
 * PATH, against Debian's etcd; {@code Proxy} and {@code ThreeMembers} break what lies between and
 * behind.
 */
package dev.balsa.server.client;
