package dev.naosu.tail;

import dev.naosu.detect.CleanText;
import dev.naosu.detect.watch.Receiver;
import dev.naosu.machine.KeptFile;
import dev.naosu.redaction.Redaction;
import dev.naosu.tail.Positions.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Follows log files through rotation and restarts.
///
/// A file is known by its inode and its beginning, not by its name, so that one that was renamed is
/// read to its end and one that was emptied from its beginning. Positions are kept when the
/// receiver has taken what stands before them: after a kill, records may be read twice, and have
/// the same ids then.
public final class LogTail implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.naosu.tail");
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Comparator<Found> BY_AGE = Comparator.comparing(Found::changed);

  private final List<LogFiles> sources;
  private final KeptFile kept;
  private final Receiver receiver;
  private final InstantSource clock;
  private final Pace pace;
  private final Batch batch;
  private final Map<String, Follower> followers = new LinkedHashMap<>();
  private final Map<String, Position> remembered = new LinkedHashMap<>();
  private final Set<String> knownSources = new HashSet<>();
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private Positions saved = new Positions(List.of(), List.of());
  private long scanned;
  private boolean began;

  private LogTail(
      List<LogFiles> sources,
      KeptFile kept,
      Receiver receiver,
      Redaction redaction,
      InstantSource clock,
      Pace pace) {
    this.sources = List.copyOf(sources);
    this.kept = kept;
    this.receiver = receiver;
    this.clock = clock;
    this.pace = pace;
    this.batch = new Batch(new CleanText(redaction));
    this.thread = Thread.ofVirtual().name("log-files").unstarted(this::run);
  }

  /// Begins to follow. What was there before the first start of all is not read: a service's past
  /// is not what goes wrong with it now.
  ///
  /// @param positions file that says how far everything was read
  public static LogTail follow(
      List<LogFiles> sources,
      Path positions,
      Receiver receiver,
      Redaction redaction,
      InstantSource clock,
      Pace pace) {
    LogTail tail = new LogTail(sources, new KeptFile(positions), receiver, redaction, clock, pace);
    tail.thread.start();
    return tail;
  }

  /// What cannot be read at present, one sentence each.
  public List<String> problems() {
    return problems.values().stream().sorted().toList();
  }

  /// Ends it. What was read and not taken is read again at the next start.
  @Override
  public void close() {
    // no interrupt: it would close the files that positions are just being kept in
    ended.countDown();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      begin();
      while (goesOn(Duration.ZERO)) {
        if (!round()) {
          goesOn(pace.poll());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      followers.values().forEach(LogTail::closed);
    }
  }

  /// Waits; false as soon as it is to end.
  private boolean goesOn(Duration pause) throws InterruptedException {
    return !ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void begin() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (goesOn(Duration.ZERO)) {
      try {
        saved = Positions.read(kept).orElse(saved);
        break;
      } catch (IOException e) {
        // to go on without it would lose or repeat everything
        problem(kept.place().toString(), "cannot be read: " + e + "; mend or remove it");
        goesOn(pause);
        pause = pace.longer(pause);
      }
    }
    problems.remove(kept.place().toString());
    knownSources.addAll(saved.sources());
    saved.files().forEach(each -> remembered.put(each.key(), each));
  }

  /// One look at everything; false when there was nothing new.
  private boolean round() throws InterruptedException {
    if (!began || System.nanoTime() - scanned >= pace.scan().toNanos()) {
      sources.forEach(this::scan);
      began = true;
      scanned = System.nanoTime();
      save();
    }
    boolean any = false;
    for (Follower follower : List.copyOf(followers.values())) {
      any |= read(follower);
    }
    deliver();
    return any;
  }

  private boolean read(Follower follower) throws InterruptedException {
    try {
      if (follower.isEmptied()) {
        deliver();
        adopt(follower.source(), follower.position());
        follower.restart();
        return true;
      }
      boolean any = follower.read(batch, clock.instant());
      if (!any && follower.isSilentFor(pace.unfinished())) {
        follower.finishRecord(batch, clock.instant());
      }
      if (!any && follower.isLeaving() && follower.isSilentFor(pace.leaving())) {
        follower.finish(batch, clock.instant());
        deliver();
        followers.remove(follower.key());
        closed(follower);
        save();
      }
      if (batch.isFull()) {
        deliver();
      }
      return any;
    } catch (IOException e) {
      problem(follower.path().toString(), "cannot be read: " + e);
      followers.remove(follower.key());
      remembered.put(follower.key(), follower.position());
      closed(follower);
      return false;
    }
  }

  /// Brings what was read until it is taken, and keeps how far that was.
  private void deliver() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!batch.isEmpty() && goesOn(Duration.ZERO)) {
      try {
        receiver.receive(batch.signals(), batch.observed());
        batch.clear();
        problems.remove("");
      } catch (RuntimeException e) {
        problem("", "what was read from logs cannot be kept at present: " + e);
        goesOn(pause);
        pause = pace.longer(pause);
      }
    }
    save();
  }

  private void save() {
    if (!batch.isEmpty()) {
      // what is in it has been read and not been taken
      return;
    }
    Map<String, Position> positions = new LinkedHashMap<>(remembered);
    followers.values().forEach(each -> positions.put(each.key(), each.position()));
    Positions now =
        new Positions(knownSources.stream().sorted().toList(), List.copyOf(positions.values()));
    if (now.equals(saved)) {
      return;
    }
    try {
      now.write(kept);
      saved = now;
      problems.remove(kept.place().toString());
    } catch (IOException e) {
      problem(kept.place().toString(), "cannot be written: " + e);
    }
  }

  /// Looks for files that are new, and for those that another one has taken the place of.
  private void scan(LogFiles source) {
    String name = source.files().toString();
    try {
      List<Found> found = Found.by(source.files());
      boolean fresh = !knownSources.contains(name);
      Set<String> present = new HashSet<>();
      for (Found each : found) {
        present.add(each.key());
        Follower follower = followers.get(each.key());
        if (follower != null) {
          follower.leave(false);
        } else if (!isCopy(each)) {
          begin(source, each, fresh);
        }
      }
      for (Follower each : List.copyOf(followers.values())) {
        if (each.source().equals(source) && !present.contains(each.key())) {
          if (!each.isLeaving()) {
            rotatedUnseen(source, each);
          }
          each.leave(true);
        }
      }
      rotatedMeanwhile(source);
      knownSources.add(name);
      problems.remove(name);
    } catch (IOException e) {
      problem(name, "cannot be looked through: " + e);
    }
  }

  private void begin(LogFiles source, Found found, boolean fresh) {
    Optional<Position> position = rememberedOf(found);
    try {
      if (position.isPresent()) {
        resume(source, found, position.get());
      } else {
        follow(source, found, fresh ? found.size() : 0, 0);
      }
      problems.remove(found.path().toString());
    } catch (IOException e) {
      problem(found.path().toString(), "cannot be read: " + e);
    }
  }

  /// By its inode; where inodes changed, as on a disk that was mounted anew, by its place and its
  /// beginning.
  private Optional<Position> rememberedOf(Found found) {
    Optional<Position> byKey = Optional.ofNullable(remembered.get(found.key()));
    return byKey.or(
        () ->
            remembered.values().stream()
                .filter(
                    each ->
                        each.path().equals(found.path().toString())
                            && each.beginning().isTelling()
                            && begins(found, each.beginning()))
                .findFirst());
  }

  private void resume(LogFiles source, Found found, Position position) throws IOException {
    remembered.remove(position.key());
    if (begins(found, position.beginning()) && found.size() >= position.offset()) {
      follow(source, found, position.offset(), position.generation());
    } else {
      // emptied, or another file with the inode of one that is gone
      adopt(source, position);
      follow(source, found, 0, position.generation() + 1);
    }
  }

  private Follower follow(LogFiles source, Found found, long offset, int generation)
      throws IOException {
    Follower follower = Follower.open(source, found, offset, generation);
    followers.put(found.key(), follower);
    return follower;
  }

  /// A copy is read only once the file that it was made of is emptied, and only what was not read
  /// there. Larger than that file no copy is, unless that was emptied just now.
  private boolean isCopy(Found found) throws IOException {
    for (Follower each : followers.values()) {
      if (isBeside(found, each.path())
          && each.head().isTelling()
          && (found.size() <= each.size() || each.isEmptied())
          && begins(found, each.head())) {
        return true;
      }
    }
    return remembered.values().stream()
        .filter(each -> isBeside(found, Path.of(each.path())) && !each.key().equals(found.key()))
        .anyMatch(each -> each.beginning().isTelling() && begins(found, each.beginning()));
  }

  private static boolean isBeside(Found found, Path other) {
    return !found.path().equals(other)
        && found.path().resolveSibling(other.getFileName()).equals(other);
  }

  /// Finds what became of a file that was rotated, and reads the rest of it.
  private Optional<Found> adopt(LogFiles source, Position position) throws IOException {
    for (Found each : Found.generations(Path.of(position.path()))) {
      boolean same = each.key().equals(position.key()) || position.beginning().isTelling();
      if (same
          && !followers.containsKey(each.key())
          && each.size() >= position.offset()
          && begins(each, position.beginning())) {
        follow(source, each, position.offset(), position.generation()).leave(true);
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// What is remembered and was not found in its place was rotated while naosu was away: the rest
  /// of it is read, and what was begun and rotated after it.
  private void rotatedMeanwhile(LogFiles source) throws IOException {
    List<Position> away =
        remembered.values().stream()
            .filter(each -> each.source().equals(source.files().toString()))
            .toList();
    Optional<Found> newest = Optional.empty();
    for (Position position : away) {
      remembered.remove(position.key());
      Optional<Found> old = adopt(source, position);
      if (old.isEmpty()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} was rotated away while naosu was not reading it; what was not read is lost",
            position.path());
      }
      newest = Stream.of(newest, old).flatMap(Optional::stream).max(BY_AGE);
    }
    if (newest.isPresent()) {
      followAfter(source, newest.get());
    }
  }

  /// While it is busy, or waits for what was read to be taken, it does not look: more than one file
  /// may have come and gone by the time when it does.
  private void rotatedUnseen(LogFiles source, Follower rotated) throws IOException {
    Optional<Found> place =
        Found.generations(rotated.path()).stream()
            .filter(each -> each.key().equals(rotated.key()))
            .findFirst();
    if (place.isPresent()) {
      followAfter(source, place.get());
    }
  }

  /// Reads what was begun after a file and rotated too.
  private void followAfter(LogFiles source, Found last) throws IOException {
    List<Found> later =
        Found.generations(last.path()).stream()
            .filter(each -> !followers.containsKey(each.key()))
            .filter(each -> !remembered.containsKey(each.key()))
            .filter(each -> BY_AGE.compare(each, last) > 0)
            .sorted(BY_AGE)
            .toList();
    for (Found each : later) {
      if (!isCopy(each)) {
        follow(source, each, 0, 0).leave(true);
      }
    }
  }

  private static boolean begins(Found found, Head head) {
    try (Found.Opened file = found.open()) {
      return head.isOf(file.channel());
    } catch (IOException _) {
      // gone meanwhile, or not readable: then nothing is known of it
      return false;
    }
  }

  private void problem(String where, String what) {
    String sentence = where.isEmpty() ? what : where + " " + what;
    if (!sentence.equals(problems.put(where, sentence))) {
      LOG.log(System.Logger.Level.WARNING, sentence);
    }
  }

  private static void closed(Follower follower) {
    try {
      follower.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a log file did not close", e);
    }
  }
}
