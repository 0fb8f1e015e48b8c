package shop;

import java.util.List;

/** A cart that was bought, with what it came to at that time. */
public record Order(List<Position> positions, Total total) {
  public Order {
    positions = List.copyOf(positions);
  }
}
