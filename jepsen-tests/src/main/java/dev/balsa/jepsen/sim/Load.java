package dev.balsa.jepsen.sim;

/**
 * How clients spread their requests, as weights.
 *
 * @param leases grants, renewals, revocations and questions about leases
 */
record Load(int puts, int reads, int deletes, int txns, int leases, int compactions) {

  static Load draw(Dice dice) {
    return new Load(
        (int) dice.between(5, 40),
        (int) dice.between(5, 40),
        (int) dice.between(0, 10),
        (int) dice.between(0, 20),
        (int) dice.between(0, 20),
        dice.nextBoolean() ? (int) dice.between(0, 3) : 0);
  }

  int total() {
    return puts + reads + deletes + txns + leases + compactions;
  }
}
