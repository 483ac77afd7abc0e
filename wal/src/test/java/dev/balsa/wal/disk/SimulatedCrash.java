package dev.balsa.wal.disk;

/**
 * The machine has stopped in the middle of an operation on its disk. No error that a program could
 * handle: the test catches it where the program's process would have ended.
 */
public final class SimulatedCrash extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SimulatedCrash(String operation) {
    super("crashed at: " + operation);
  }
}
