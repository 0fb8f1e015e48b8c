package shop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps things by id in memory. When it is full, the oldest goes.
 *
 * <p>Ids are counted, or made of a key that the client chose: who sends the same key again, because
 * an answer was lost, gets the same thing and not a second one.
 */
public final class Shelf<T> {
  private final String prefix;
  private final Map<String, T> things;
  private long last;

  public Shelf(String prefix, int capacity) {
    this.prefix = prefix;
    this.things =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Puts a new thing here, unless the key has one already. The answer is its id. */
  public synchronized String put(Optional<String> key, Supplier<T> thing) {
    String id = prefix + key.orElseGet(() -> String.valueOf(++last));
    if (!things.containsKey(id)) {
      things.put(id, thing.get());
    }
    return id;
  }

  public synchronized Optional<T> find(String id) {
    return Optional.ofNullable(things.get(id));
  }
}
