package shop.http;

import java.util.Optional;
import shop.json.Json;

/**
 * What is sent back.
 *
 * @param body JSON
 * @param failure what was thrown, when that is why; never sent
 */
public record Answer(int status, String body, Optional<Throwable> failure) {
  public static Answer json(int status, Object value) {
    return new Answer(status, Json.write(value), Optional.empty());
  }

  public Answer because(Throwable thrown) {
    return new Answer(status, body, Optional.of(thrown));
  }
}
