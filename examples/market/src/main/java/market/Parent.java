package market;

import java.io.IOException;
import java.io.InputStream;

/** Whoever started this program and holds the other end of its standard input. */
public final class Parent {
  private Parent() {}

  /** Waits until the input ends, as it does however the parent ends, and ends this program. */
  public static void endWith() throws IOException {
    InputStream in = System.in;
    while (in.read() >= 0) {
      // whatever is said, only the end counts
    }
    System.exit(0);
  }
}
