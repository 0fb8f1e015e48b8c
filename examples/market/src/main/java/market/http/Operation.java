package market.http;

import java.io.IOException;

/** What a service does when it is asked for one of its paths. */
@FunctionalInterface
public interface Operation {
  /** The answer's text. */
  String answer(Asked asked) throws IOException, InterruptedException;
}
