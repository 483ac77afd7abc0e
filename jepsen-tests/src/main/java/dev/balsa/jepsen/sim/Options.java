package dev.balsa.jepsen.sim;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param firstSeed the first seed to run
 * @param seeds how many seeds; {@link Long#MAX_VALUE} for as many as the time allows
 * @param minutes how long to go on; 0 for no limit
 * @param threads how many seeds run side by side
 * @param trace whether to print what happens
 * @param untilEvent where each run stops
 * @param historyFile where to write what clients saw; null for nowhere
 */
record Options(
    long firstSeed,
    long seeds,
    long minutes,
    int threads,
    boolean trace,
    TraceFilter filter,
    long untilEvent,
    String historyFile) {

  static final String HELP =
      """
      sim: a whole cluster on one thread, in virtual time, out of one seed

        sim --seeds 1000              a thousand seeds from a fresh starting point, which is printed
        sim --seeds 1000 --seed 7     the seeds 7 to 1006
        sim --minutes 60              as many seeds as an hour allows
        sim --seed 7                  one seed; what it prints at the end is the same on every machine
        sim --seed 7 --trace          ... and everything that happens in it

      A seed draws its own cluster: how many members, how fast network, disks and clocks are, which faults
      come and how often. The members are the production code of consensus, log, store and watchers; only
      clock, chance, disk, network and threads are played. First come faults, and after every event it is
      checked that no promise is broken; then all trouble ends, and the cluster must come together again
      within a bounded time; at last what the clients saw is judged.

      How many, how long
        --seeds N        how many seeds to run                               (1, or no limit with --minutes)
        --seed S         the first seed                                      (fresh)
        --minutes M      stop after so many minutes of real time
        --threads T      seeds that run side by side                         (1)

      Looking closely at one seed
        --trace          print a line for everything that happens:
                         event number, virtual seconds, member, kind, what
        --kinds K,K      only these kinds: node wal apply task message lost client watch fault member state
        --member N       only what concerns that member, counted from 1
        --from EVENT     nothing before that event
        --until EVENT    stop the run at that event
        --history FILE   write down what the clients saw, for jepsen-tests/bin/check

      When a promise is broken, one line says so: the seed, the promise, the checker that noticed, the event,
      the version of the code, and the command that repeats it. Look at the end of the trace first:
        sim --seed S --trace --kinds fault,member,state --until EVENT

      Exit code: 0 all clean, 2 wrong usage, 3 safety, 4 liveness, 5 the code under test threw
      """;

  /** Thrown for a command line that means nothing; its message is for the user. */
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /**
   * Reads the command line.
   *
   * @param freshSeed what to start from if nothing is said
   */
  static Options parse(List<String> arguments, long freshSeed) {
    Parser parser = new Parser(freshSeed);
    List<String> rest = new ArrayList<>(arguments);
    while (!rest.isEmpty()) {
      String option = rest.remove(0);
      if (option.equals("--trace")) {
        parser.trace = true;
      } else if (rest.isEmpty()) {
        throw new UsageException("what does " + option + " mean? See --help");
      } else {
        parser.take(option, rest.remove(0));
      }
    }
    return parser.done();
  }

  private static final class Parser {
    private long seed;
    private long seeds = -1;
    private long minutes;
    private long threads = 1;
    private boolean trace;
    private Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private long member;
    private long from;
    private long until = Long.MAX_VALUE;
    private String history;

    Parser(long freshSeed) {
      seed = freshSeed;
    }

    void take(String option, String value) {
      switch (option) {
        case "--seed" -> seed = number(option, value);
        case "--seeds" -> seeds = number(option, value);
        case "--minutes" -> minutes = number(option, value);
        case "--threads" -> threads = number(option, value);
        case "--kinds" -> kinds = kinds(value);
        case "--member" -> member = number(option, value);
        case "--from" -> from = number(option, value);
        case "--history" -> history = value;
        case "--until" -> until = number(option, value);
        default -> throw new UsageException("there is no option " + option + "; see --help");
      }
    }

    private static long number(String option, String value) {
      try {
        return Long.parseLong(value);
      } catch (NumberFormatException e) {
        throw new UsageException(option + " takes a number, not " + value);
      }
    }

    private static Set<Kind> kinds(String value) {
      Set<Kind> kinds = EnumSet.noneOf(Kind.class);
      for (String word : value.split(",", -1)) {
        try {
          kinds.add(Kind.valueOf(word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
          throw new UsageException("there is no kind " + word + "; see --help");
        }
      }
      return kinds;
    }

    Options done() {
      if (seeds < 0) {
        seeds = minutes > 0 ? Long.MAX_VALUE : 1;
      }
      if (threads < 1 || threads > 64) {
        throw new UsageException("--threads must be between 1 and 64");
      }
      if (trace && threads > 1) {
        throw new UsageException("traces of several threads would get mixed up");
      }
      TraceFilter filter = new TraceFilter(kinds, (int) member - 1, from);
      return new Options(seed, seeds, minutes, (int) threads, trace, filter, until, history);
    }
  }
}
