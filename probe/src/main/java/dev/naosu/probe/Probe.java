package dev.naosu.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What instrumented classes of the patient call. This is the only class with static mutable state,
 * and it has to be: straight-line code inserted into foreign classes can reach nothing but statics,
 * and there is one test at a time per JVM, possibly on several threads (so no thread-locals).
 *
 * <p>Counters and hits are plain fields on purpose. A race may lose a count or a hit of a test that
 * works with threads; it never stops a test that is within its budget.
 */
public final class Probe {
  private static final Probes PROBES = new Probes();
  private static final Object GROWTH = new Object();

  private static long budget = Long.MAX_VALUE;
  private static long budgetAtStart = Long.MAX_VALUE;

  /** Volatile, so that no compiled loop can miss that the watchdog wants it to end. */
  private static volatile boolean stopped;

  private static volatile boolean budgetExceeded;
  private static volatile boolean exitAttempted;

  private static boolean[] hits = new boolean[1024];
  private static int[][] switchKeys = new int[64][];
  private static int switches;

  /** Chosen when no variant is: methods with variants run as they were. */
  static final int ORIGINAL = -1;

  /** Chosen while no method with variants should run at all. */
  static final int NEVER = -2;

  private static volatile int chosen = ORIGINAL;
  private static volatile boolean chosenInVain;
  private static long choices;

  /** More throwables than this are not kept of one request; the first ones tell most. */
  private static final int MOST_THROWN = 32;

  private static final List<Throwable> THROWN = new ArrayList<>();

  private static volatile OwnScope scope = OwnScope.NOTHING;
  private static volatile boolean agentInstalled;
  private static volatile boolean mayExit;

  private Probe() {}

  /** Thrown into the patient when it has used up its steps. An Error, so that few catch it. */
  public static final class BudgetExceeded extends Error {
    private static final long serialVersionUID = 1L;

    BudgetExceeded() {
      super("naosu: the step budget of this test is used up");
    }
  }

  /** Thrown into the patient where it would have ended the JVM. */
  public static final class ExitAttempted extends Error {
    private static final long serialVersionUID = 1L;
    private final int status;

    ExitAttempted(int status) {
      super("naosu: the test tried to exit with status " + status);
      this.status = status;
    }

    /** The status with which the patient wanted to exit. */
    public int status() {
      return status;
    }
  }

  // ---- Called by instrumented code; the names and descriptors are known to Instrumenter. ----

  /** Counts a call or a turn of a loop. */
  public static void step() {
    if (--budget < 0 || stopped) {
      budgetExceeded = true;
      throw new BudgetExceeded();
    }
  }

  /** The variant that a method with variants must run. */
  public static int variant() {
    int now = chosen;
    choices++;
    if (now == NEVER) {
      chosenInVain = true;
    }
    return now;
  }

  /** Stands in for System.exit. */
  public static void exit(int status) {
    if (mayExit) {
      System.exit(status);
    }
    exitAttempted = true;
    throw new ExitAttempted(status);
  }

  /** Stands in for Runtime.exit and Runtime.halt. */
  public static void exit(Runtime runtime, int status) {
    exit(status);
  }

  /** Records that a line was reached. */
  public static void line(int id) {
    boolean[] all = hits;
    if (id < all.length) {
      all[id] = true;
    }
  }

  /** Notes a throwable that leaves a method or is caught in one; it does so many times over. */
  public static void thrown(Throwable throwable) {
    synchronized (THROWN) {
      for (int i = THROWN.size() - 1; i >= 0; i--) {
        if (THROWN.get(i) == throwable) {
          return;
        }
      }
      if (THROWN.size() < MOST_THROWN) {
        THROWN.add(throwable);
      }
    }
  }

  private static void branch(boolean taken, int id) {
    line(taken ? id : id + 1);
  }

  /** Records the outcome of IFEQ. */
  public static void ifEq(int value, int id) {
    branch(value == 0, id);
  }

  /** Records the outcome of IFNE. */
  public static void ifNe(int value, int id) {
    branch(value != 0, id);
  }

  /** Records the outcome of IFLT. */
  public static void ifLt(int value, int id) {
    branch(value < 0, id);
  }

  /** Records the outcome of IFGE. */
  public static void ifGe(int value, int id) {
    branch(value >= 0, id);
  }

  /** Records the outcome of IFGT. */
  public static void ifGt(int value, int id) {
    branch(value > 0, id);
  }

  /** Records the outcome of IFLE. */
  public static void ifLe(int value, int id) {
    branch(value <= 0, id);
  }

  /** Records the outcome of IF_ICMPEQ. */
  public static void ifIntEq(int left, int right, int id) {
    branch(left == right, id);
  }

  /** Records the outcome of IF_ICMPNE. */
  public static void ifIntNe(int left, int right, int id) {
    branch(left != right, id);
  }

  /** Records the outcome of IF_ICMPLT. */
  public static void ifIntLt(int left, int right, int id) {
    branch(left < right, id);
  }

  /** Records the outcome of IF_ICMPGE. */
  public static void ifIntGe(int left, int right, int id) {
    branch(left >= right, id);
  }

  /** Records the outcome of IF_ICMPGT. */
  public static void ifIntGt(int left, int right, int id) {
    branch(left > right, id);
  }

  /** Records the outcome of IF_ICMPLE. */
  public static void ifIntLe(int left, int right, int id) {
    branch(left <= right, id);
  }

  /** Records the outcome of IF_ACMPEQ. */
  @SuppressWarnings("ReferenceEquality") // that is what the instruction compares
  public static void ifSame(Object left, Object right, int id) {
    branch(left == right, id);
  }

  /** Records the outcome of IF_ACMPNE. */
  @SuppressWarnings("ReferenceEquality") // that is what the instruction compares
  public static void ifNotSame(Object left, Object right, int id) {
    branch(left != right, id);
  }

  /** Records the outcome of IFNULL. */
  public static void ifNull(Object value, int id) {
    branch(value == null, id);
  }

  /** Records the outcome of IFNONNULL. */
  public static void ifNonNull(Object value, int id) {
    branch(value != null, id);
  }

  /** Records the outcome of TABLESWITCH: ids for min to max, then the default. */
  public static void tableSwitch(int key, int min, int max, int id) {
    line(key >= min && key <= max ? id + (key - min) : id + (max - min) + 1);
  }

  /** Records the outcome of LOOKUPSWITCH: ids for the keys, then the default. */
  public static void lookupSwitch(int key, int number, int id) {
    int[] keys = switchKeys[number];
    int index = Arrays.binarySearch(keys, key);
    line(id + (index >= 0 ? index : keys.length));
  }

  // ---- Called by the instrumenter. ----

  static Probes probes() {
    return PROBES;
  }

  /** Registers a probe before the class that hits it is defined, so there is always room. */
  static int register(ProbePoint point) {
    synchronized (GROWTH) {
      int id = PROBES.add(point);
      if (id >= hits.length) {
        hits = Arrays.copyOf(hits, Math.max(id + 1, hits.length * 2));
      }
      return id;
    }
  }

  /** Registers all outcomes of one branch, with ids in a row, and returns the first. */
  static int registerAll(
      String className, String method, int line, ProbePoint.Kind kind, int branch, int count) {
    synchronized (GROWTH) {
      int first = PROBES.size();
      for (int outcome = 0; outcome < count; outcome++) {
        register(new ProbePoint(className, method, line, kind, branch, outcome));
      }
      return first;
    }
  }

  /** Registers the sorted keys of a LOOKUPSWITCH and returns their number. */
  static int registerSwitch(int[] keys) {
    synchronized (GROWTH) {
      if (switches == switchKeys.length) {
        switchKeys = Arrays.copyOf(switchKeys, switches * 2);
      }
      switchKeys[switches] = keys.clone();
      return switches++;
    }
  }

  // ---- Called by the agent and the child. ----

  static OwnScope scope() {
    return scope;
  }

  static void scope(OwnScope next) {
    scope = next;
  }

  static boolean agentInstalled() {
    return agentInstalled;
  }

  static void markAgentInstalled() {
    agentInstalled = true;
  }

  /** Lets the patient end its JVM, which is not ours but a command's. */
  static void letExit() {
    mayExit = true;
  }

  /** Starts a test: a fresh budget (0: none), and nothing thrown yet. */
  static void open(long stepBudget) {
    stopped = false;
    budgetAtStart = stepBudget > 0 ? stepBudget : Long.MAX_VALUE;
    budget = budgetAtStart;
    budgetExceeded = false;
    exitAttempted = false;
  }

  /** Makes every thread in the patient's own code end at its next step. */
  static void stop() {
    stopped = true;
  }

  /** Says which variant to run from now on. */
  static void choose(int variant) {
    chosen = variant;
    if (variant == NEVER) {
      chosenInVain = false;
    }
  }

  /** How often methods with variants have run so far. */
  static long choices() {
    return choices;
  }

  /** Whether a method with variants ran while {@link #NEVER} was chosen. */
  static boolean wasChosenInVain() {
    return chosenInVain;
  }

  static long stepsUsed() {
    long left = budget;
    return left < 0 ? budgetAtStart : budgetAtStart - left;
  }

  static boolean wasBudgetExceeded() {
    return budgetExceeded;
  }

  static boolean wasExitAttempted() {
    return exitAttempted;
  }

  /** What was thrown since the last call, in order, the probe's own errors left out. */
  static List<Throwable> takeThrown() {
    synchronized (THROWN) {
      List<Throwable> taken = new ArrayList<>();
      for (Throwable each : THROWN) {
        if (!(each instanceof BudgetExceeded) && !(each instanceof ExitAttempted)) {
          taken.add(each);
        }
      }
      THROWN.clear();
      return taken;
    }
  }

  /** The ids hit since the last call. */
  static BitSet takeHits() {
    synchronized (GROWTH) {
      BitSet taken = new BitSet();
      boolean[] all = hits;
      for (int id = 0; id < all.length; id++) {
        if (all[id]) {
          taken.set(id);
          all[id] = false;
        }
      }
      return taken;
    }
  }
}
