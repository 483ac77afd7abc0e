/** The one door for time, chance, threads and the disk. */
package dev.balsa.server.env;
