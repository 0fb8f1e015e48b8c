package dev.naosu.app.serve;

import dev.naosu.cycle.people.Channel;
import dev.naosu.cycle.people.Herald;
import dev.naosu.cycle.people.Notice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Tells people while the server runs: looks at the incidents every second, and lets each channel
/// catch up at its own speed, so that a slow one holds up no other.
final class Telling implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Telling.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// How long the end waits for messages that are on their way.
  private static final Duration END = Duration.ofSeconds(5);

  /// After the store could not be read.
  private static final Duration REST = Duration.ofSeconds(5);

  private final Herald herald;
  private final List<Channel> channels;
  private final InstantSource clock;
  private final Map<String, List<String>> problems = new TreeMap<>();
  private final Map<String, Thread> busy = new HashMap<>();
  private final Thread looking;

  private Telling(Herald herald, List<Channel> channels, InstantSource clock) {
    this.herald = herald;
    this.channels = List.copyOf(channels);
    this.clock = clock;
    this.looking = Thread.ofVirtual().name("telling").unstarted(this::look);
  }

  static Telling begin(Herald herald, List<Channel> channels, InstantSource clock) {
    Telling telling = new Telling(herald, channels, clock);
    if (!channels.isEmpty()) {
      telling.looking.start();
    }
    return telling;
  }

  /// What people cannot be told at present, one sentence each.
  List<String> problems() {
    synchronized (problems) {
      return problems.values().stream().flatMap(List::stream).toList();
    }
  }

  /// Lets what is on its way be remembered: what was sent and not remembered is sent again, and not
  /// before the claim on it has run out.
  @Override
  public void close() {
    looking.interrupt();
    ended(looking);
    List<Thread> rest;
    synchronized (busy) {
      rest = List.copyOf(busy.values());
    }
    rest.forEach(Telling::ended);
  }

  private static void ended(Thread thread) {
    try {
      if (thread.isAlive() && !thread.join(END)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(looked() ? LOOK : REST);
      }
    } catch (InterruptedException _) {
      // the server ends
      Thread.currentThread().interrupt();
    }
  }

  private boolean looked() {
    try {
      Map<Long, Notice> notices = herald.notices(channels);
      for (Channel channel : channels) {
        synchronized (busy) {
          Thread before = busy.get(channel.name());
          if (before == null || !before.isAlive()) {
            busy.put(
                channel.name(),
                Thread.ofVirtual()
                    .name("telling " + channel.name())
                    .start(() -> tell(channel, notices)));
          }
        }
      }
      return true;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "what people are to be told cannot be read", e);
      return false;
    }
  }

  private void tell(Channel channel, Map<Long, Notice> notices) {
    try {
      List<String> now = herald.tell(channel, notices, clock.instant());
      List<String> before;
      synchronized (problems) {
        before = problems.put(channel.name(), now);
      }
      now.stream()
          .filter(each -> before == null || !before.contains(each))
          .forEach(each -> LOG.log(System.Logger.Level.WARNING, "people are not told, " + each));
    } catch (InterruptedException _) {
      // the server ends
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, channel.name() + " could not be told; tried again", e);
    }
  }
}
