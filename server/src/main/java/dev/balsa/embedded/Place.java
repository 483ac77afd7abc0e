package dev.balsa.embedded;

import dev.balsa.server.Surroundings;
import java.net.SocketAddress;
import java.util.Optional;

/** Where one member lives: what it keeps, and the world that it finds at each start. */
interface Place {

  /** The surroundings of one start. */
  Surroundings occupy(SocketAddress entrance, boolean listens);

  /** The member has stopped in good order. */
  void vacate();

  /**
   * The machine stops while the member runs, which clients hear no more of: what it had not synced
   * is gone, and it does nothing any more. The member itself is closed afterwards.
   */
  void crash();

  /** What can be broken here; empty if nobody asked for it. */
  Optional<Breakable> breakable();

  /** What can be broken about a member. */
  interface Breakable {

    /** Stops everything in it, as a suspended process stands still. Returns when it does. */
    void pause();

    /** Lets it go on. */
    void resume();

    /** Whether its disk refuses every byte more. */
    void diskFull(boolean full);

    /** Makes it look at the clock. */
    void lookAtTheClock();
  }
}
