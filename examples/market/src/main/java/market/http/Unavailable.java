package market.http;

import java.io.IOException;

/** Another service did not answer, or answered that it failed. */
public final class Unavailable extends IOException {
  private static final long serialVersionUID = 1;

  Unavailable(String message) {
    super(message);
  }
}
