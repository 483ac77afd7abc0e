/**
 * Where servers of tests listen.
 *
 * <pre>{@code
 * String endpoint = "http://127.0.0.1:" + FreePort.next();
 * }</pre>
 */
package dev.balsa.tools.ports;
