package dev.naosu.probe;

/**
 * What instrumented code of the patient calls to evaluate expressions side by side: the first is
 * the original, number 0. The run goes on with the value of the chosen one, and for each other it
 * is noted when it first differed. Static for the same reason as {@link Probe}.
 */
public final class Values {
  private static final int MOST = 256;

  private static int chosen;
  private static int visits;
  private static int[] firstVisits = new int[MOST];
  private static long[] firstValues = new long[MOST];

  private Values() {}

  /** Compares truth values. */
  public static boolean of(boolean original, boolean... others) {
    boolean value = chosen == 0 ? original : others[chosen - 1];
    visits++;
    compare(0, original ? 1 : 0, value ? 1 : 0);
    for (int i = 0; i < others.length; i++) {
      compare(i + 1, others[i] ? 1 : 0, value ? 1 : 0);
    }
    return value;
  }

  /** Compares integers. */
  public static int of(int original, int... others) {
    int value = chosen == 0 ? original : others[chosen - 1];
    visits++;
    compare(0, original, value);
    for (int i = 0; i < others.length; i++) {
      compare(i + 1, others[i], value);
    }
    return value;
  }

  /** Compares long integers. */
  public static long of(long original, long... others) {
    long value = chosen == 0 ? original : others[chosen - 1];
    visits++;
    compare(0, original, value);
    for (int i = 0; i < others.length; i++) {
      compare(i + 1, others[i], value);
    }
    return value;
  }

  /** Compares floating point numbers, bit by bit. */
  public static double of(double original, double... others) {
    double value = chosen == 0 ? original : others[chosen - 1];
    visits++;
    compare(0, Double.doubleToLongBits(original), Double.doubleToLongBits(value));
    for (int i = 0; i < others.length; i++) {
      compare(i + 1, Double.doubleToLongBits(others[i]), Double.doubleToLongBits(value));
    }
    return value;
  }

  private static void compare(int number, long bits, long chosenBits) {
    if (bits != chosenBits && number < MOST && firstVisits[number] == 0) {
      firstVisits[number] = visits;
      firstValues[number] = bits;
    }
  }

  static void begin(int number) {
    chosen = number;
    visits = 0;
    firstVisits = new int[MOST];
    firstValues = new long[MOST];
  }

  /** What was noted since the beginning; nothing may be noted before the next one. */
  static Differences taken() {
    return new Differences(firstVisits, firstValues);
  }
}
