package dev.naosu.cycle;

import dev.naosu.prove.RequestReplay;
import dev.naosu.prove.Search;
import java.util.IdentityHashMap;
import java.util.function.Function;

/// Gives each bench for tests a service of its own beside it, and the same one each time.
final class RequestBenches implements Function<WarmBench, Search.Bench> {
  private final RequestReplay.Session session;
  private final IdentityHashMap<WarmBench, RequestBench> made = new IdentityHashMap<>();

  RequestBenches(RequestReplay.Session session) {
    this.session = session;
  }

  @Override
  public synchronized RequestBench apply(WarmBench tests) {
    return made.computeIfAbsent(tests, each -> new RequestBench(each, session.worker()));
  }
}
