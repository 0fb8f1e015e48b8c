package dev.naosu.tail;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naosu.detect.CleanText;
import dev.naosu.detect.watch.Receiver;
import dev.naosu.machine.KeptFile;
import dev.naosu.machine.ProcessSandbox;
import dev.naosu.redaction.Redaction;
import dev.naosu.sandbox.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Follows units in journald with `journalctl`, each by a process and a thread of its own.
///
/// The cursor behind which everything was taken is kept, so that nothing is lost between two runs;
/// what is read twice after a kill has the same ids.
public final class JournalTail implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.tail");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final KeptFile kept;
  private final Receiver receiver;
  private final Redaction redaction;
  private final InstantSource clock;
  private final Pace pace;
  private final ProcessSandbox processes;
  private final Map<String, String> begins = new TreeMap<>();
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  private JournalTail(
      KeptFile kept,
      Receiver receiver,
      Redaction redaction,
      InstantSource clock,
      Pace pace,
      ProcessSandbox processes) {
    this.kept = kept;
    this.receiver = receiver;
    this.redaction = redaction;
    this.clock = clock;
    this.pace = pace;
    this.processes = processes;
  }

  /// Begins to follow; at the first start of all, from now on.
  ///
  /// @param cursors file that says how far everything was read
  /// @throws IOException when that file cannot be read
  public static JournalTail follow(
      List<JournalUnit> units,
      Path cursors,
      Receiver receiver,
      Redaction redaction,
      InstantSource clock,
      Pace pace,
      ProcessSandbox processes)
      throws IOException {
    JournalTail tail =
        new JournalTail(new KeptFile(cursors), receiver, redaction, clock, pace, processes);
    Optional<byte[]> before = tail.kept.read();
    if (before.isPresent()) {
      tail.begins.putAll(JSON.readValue(before.get(), new TypeReference<Map<String, String>>() {}));
    }
    for (JournalUnit unit : units) {
      // a whole second back: journalctl takes no less, and repeats are known by their ids
      tail.keep(
          unit,
          tail.begins.getOrDefault(name(unit), "--since=@" + clock.instant().getEpochSecond()));
    }
    for (JournalUnit unit : units) {
      tail.threads.add(
          Thread.ofVirtual().name("journal " + unit.unit()).start(() -> tail.run(unit)));
    }
    return tail;
  }

  /// What cannot be read at present, one sentence each.
  public List<String> problems() {
    return problems.values().stream().sorted().toList();
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(JournalUnit unit) {
    Duration pause = FIRST_PAUSE;
    try {
      while (ended.getCount() > 0) {
        JournalReading reading =
            new JournalReading(
                unit,
                new Batch(new CleanText(redaction)),
                receiver,
                clock,
                pace,
                ended,
                new JournalReading.Progress() {
                  @Override
                  public void taken(String cursor) {
                    keep(unit, "--after-cursor=" + cursor);
                    problems.remove(name(unit));
                  }

                  @Override
                  public void stuck(String why) {
                    problem(unit, why);
                  }
                });
        String last;
        try (ProcessSandbox.Followed journal = processes.follow(command(unit))) {
          last = reading.until(journal.output());
        } catch (IOException e) {
          last = String.valueOf(e.getMessage());
        }
        if (ended.getCount() == 0) {
          return;
        }
        problem(unit, "journalctl ended" + (last.isEmpty() ? "" : ": " + last));
        pause = reading.hasTaken() ? FIRST_PAUSE : pace.longer(pause);
        ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Command command(JournalUnit unit) {
    List<String> words =
        new ArrayList<>(
            List.of("journalctl", "--output=json", "--all", "--follow", "--no-tail", "--no-pager"));
    unit.directory().ifPresent(place -> words.add("--directory=" + place));
    words.add("--unit=" + unit.unit());
    synchronized (begins) {
      words.add(begins.getOrDefault(name(unit), "--lines=0"));
    }
    return new Command(words, Path.of("/"), Map.of(), Duration.ofDays(1));
  }

  private void keep(JournalUnit unit, String begin) {
    synchronized (begins) {
      if (begin.equals(begins.put(name(unit), begin))) {
        return;
      }
      try {
        kept.write(JSON.writeValueAsBytes(begins));
      } catch (IOException e) {
        problem(unit, kept.place() + " cannot be written: " + e);
      }
    }
  }

  private void problem(JournalUnit unit, String what) {
    String sentence = "the journal of " + unit.unit() + ": " + what;
    if (!sentence.equals(problems.put(name(unit), sentence))) {
      LOG.log(System.Logger.Level.WARNING, sentence);
    }
  }

  private static String name(JournalUnit unit) {
    return unit.unit() + unit.directory().map(place -> " in " + place).orElse("");
  }
}
