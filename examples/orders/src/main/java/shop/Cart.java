package shop;

import java.util.ArrayList;
import java.util.List;

/** What a customer is about to buy. */
public class Cart {
  private final List<Line> lines = new ArrayList<>();

  public void add(Line line) {
    lines.add(line);
  }

  /** Sum of all lines, in cents. */
  public long sum() {
    long sum = 0;
    for (Line line : lines) {
      sum += line.totalCents();
    }
    return sum;
  }

  /** Price of the dearest line, in cents; 0 for an empty cart. */
  public long max() {
    long max = 0;
    for (Line line : lines) {
      if (line.totalCents() > max) {
        max = line.totalCents();
      }
    }
    return max;
  }

  /** Average price of a line, in cents, rounded down; 0 for an empty cart. */
  public long average() {
    return sum() / lines.size();
  }

  public int size() {
    return lines.size();
  }
}
