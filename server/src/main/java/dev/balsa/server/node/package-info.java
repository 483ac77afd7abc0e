/** The running member: the loop, the log agent, the apply agent, and what the edge sees of them. */
package dev.balsa.server.node;
