/** The files that are shipped to run the server somewhere are sound, and start what they say. */
package dev.balsa.tools.deploy;
