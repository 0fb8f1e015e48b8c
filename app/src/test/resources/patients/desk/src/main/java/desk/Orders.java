package desk;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** The orders placed so far, in memory. */
final class Orders {
  private final List<String> placed = new ArrayList<>();

  synchronized int place(String article, int cents) {
    placed.add("{\"article\": \"" + article + "\", \"cents\": " + cents + "}");
    return placed.size();
  }

  synchronized String find(int number) {
    if (number < 1 || number > placed.size()) {
      throw new NoSuchElementException("there is no order " + number);
    }
    return placed.get(number - 1);
  }
}
