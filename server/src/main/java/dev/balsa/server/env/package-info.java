/**
 * The one door through which time, chance, threads and the disk come in.
 *
 * <p>Everything in Balsa that can differ between two runs of the same commands is asked of an
 * {@link dev.balsa.server.env.Environment}. The real one ({@link
 * dev.balsa.server.env.SystemEnvironment}) gives the machine's clock, the machine's disk and a
 * daemon thread for each agent; a simulated one gives a virtual clock, a disk that can lose what
 * was not synced, and one loop that calls all agents of all members in turn.
 *
 * <p>An {@link dev.balsa.server.env.Agent} is a unit of work without a thread of its own:
 *
 * <pre>{@code
 * AgentHandle handle = environment.start(agent);   // calls agent.doWork(nowNanos) again and again
 * queue.offer(item);
 * handle.wake();                                   // cheap when the agent is awake already
 * handle.close();                                  // one last doWork, then onClose; returns when it is over
 * }</pre>
 *
 * <p>What takes long runs in the background, apart from all agents: {@code execute} for what
 * clients ask for, with a bound that refuses, and {@code maintain} for what the member must get
 * done however many clients there are ({@link dev.balsa.server.env.Chore}).
 *
 * <p>No agent spins: one that found nothing to do sleeps until it is woken or its deadline comes,
 * because several members must be able to share two cores politely.
 */
package dev.balsa.server.env;
