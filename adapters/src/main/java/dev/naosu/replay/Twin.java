package dev.naosu.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The main class of a JVM that calls the same methods of several versions of a program with the
/// same inputs and compares what they do. It ends when its standard input ends.
public final class Twin {
  /// Inputs for which one set of class loaders is used.
  private static final int INPUTS_PER_LOADER = 50;

  /// Threads that may be left behind before the JVM wants to be replaced.
  private static final int MOST_ABANDONED = 3;

  /// Differences of one version that are looked at twice. Once that many were no accident of state
  /// left behind by other inputs, further ones are believed.
  private static final int CONFIRMATIONS = 3;

  private final TwinTask task;
  private final DataOutputStream replies;
  private final Optional<Rewriting> rewriting;
  private final VersionLoader libraries;
  private final Map<String, byte[]> rewritten = new HashMap<>();
  private final List<VersionLoader> versions = new ArrayList<>();
  private final int[] confirmed;
  private boolean keepsState;
  private int abandoned;

  private Twin(TwinTask task, DataOutputStream replies) {
    this.task = task;
    this.replies = replies;
    boolean harmless = task.limits().harmless();
    boolean steps = task.limits().steps() > 0;
    this.rewriting =
        harmless || steps ? Optional.of(new Rewriting(steps, harmless)) : Optional.empty();
    this.libraries =
        VersionLoader.ofLibraries(
            task.libraries(),
            harmless ? Optional.of(new Rewriting(false, true)) : Optional.empty());
    this.confirmed = new int[task.versions().size()];
    refresh();
  }

  /// @param arguments the file of the [TwinTask], the number of the first input, and the file that
  ///   replies go to
  public static void main(String[] arguments) throws Exception {
    InputStream life = new FileInputStream(FileDescriptor.in);
    OutputStream answers = new FileOutputStream(arguments[2]);
    Thread.ofPlatform().daemon().start(() -> endWith(life));
    System.setOut(Call.NOWHERE);
    System.setErr(Call.NOWHERE);
    System.setIn(InputStream.nullInputStream());
    TwinTask task;
    try (ObjectInputStream in =
        new ObjectInputStream(
            new BufferedInputStream(Files.newInputStream(Path.of(arguments[0]))))) {
      task = (TwinTask) in.readObject();
    }
    new Twin(task, new DataOutputStream(new BufferedOutputStream(answers)))
        .compare(Integer.parseInt(arguments[1]));
    Runtime.getRuntime().halt(0);
  }

  private static void endWith(InputStream life) {
    try {
      life.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(0);
  }

  private void refresh() {
    versions.clear();
    task.versions().forEach(classPath -> versions.add(fresh(classPath)));
  }

  private VersionLoader fresh(List<String> classPath) {
    return VersionLoader.ofVersion(classPath, libraries, rewriting, rewritten);
  }

  private void compare(int first) throws IOException, InterruptedException {
    int recorded = task.recorded().size();
    Mutations mutations =
        new Mutations(task.recorded(), task.salt(), task.words(), task.limits().insides());
    Set<Input> known = new HashSet<>();
    for (int i = 0; i < recorded + task.further(); i++) {
      Input input = i < recorded ? task.recorded().get(i) : mutations.input(i - recorded);
      boolean isNew = known.add(input);
      if (i < first) {
        continue;
      }
      if ((i - first) % INPUTS_PER_LOADER == INPUTS_PER_LOADER - 1) {
        refresh();
      }
      (isNew ? compare(i, input, i < recorded) : new Reply.Skipped(i, Reply.Why.DUPLICATE))
          .write(replies);
      if (abandoned >= MOST_ABANDONED) {
        new Reply.Tired(i).write(replies);
        return;
      }
    }
    new Reply.Done(recorded + task.further()).write(replies);
  }

  private Reply compare(int index, Input input, boolean recorded)
      throws IOException, InterruptedException {
    TwinTask.Limits limits = task.limits();
    long longest = recorded ? limits.callMillis() : limits.unvouchedMillis();
    Outcome first = call(index, input, 0, versions.getFirst(), longest);
    if (first instanceof Outcome.Impossible) {
      return new Reply.Skipped(index, Reply.Why.IMPOSSIBLE);
    }
    // what a test really asked for belongs to the contract, exceptions included
    boolean outside =
        first instanceof Outcome.TimedOut || first instanceof Outcome.Threw && !recorded;
    if (outside && limits.vouchedOnly()) {
      return new Reply.Skipped(index, Reply.Why.UNVOUCHED);
    }
    List<Outcome> outcomes = new ArrayList<>(List.of(first));
    List<Integer> doubtful = new ArrayList<>();
    for (int version = 1; version < versions.size(); version++) {
      Outcome outcome = call(index, input, version, versions.get(version), limits.callMillis());
      outcomes.add(outcome);
      if (Outcome.difference(outcome, first).isPresent()
          && (keepsState || confirmed[version] < CONFIRMATIONS)) {
        doubtful.add(version);
      }
    }
    if (!doubtful.isEmpty() && !again(index, input, outcomes, doubtful)) {
      return new Reply.Skipped(index, Reply.Why.UNSTABLE);
    }
    return new Reply.Answered(compared(index, input, outcomes));
  }

  /// Believes a difference only when static state left behind by other inputs has no part in it.
  ///
  /// @param outcomes of all versions; those of doubtful versions are replaced
  /// @return whether the first version does the same again
  private boolean again(int index, Input input, List<Outcome> outcomes, List<Integer> doubtful)
      throws IOException, InterruptedException {
    long longest = task.limits().callMillis();
    Outcome first = outcomes.getFirst();
    if (!(first instanceof Outcome.TimedOut)) {
      first = call(index, input, 0, fresh(task.versions().getFirst()), longest);
      if (Outcome.difference(first, outcomes.getFirst()).isPresent()) {
        refresh();
        return false;
      }
      outcomes.set(0, first);
    }
    for (int version : doubtful) {
      if (!(outcomes.get(version) instanceof Outcome.TimedOut)) {
        outcomes.set(
            version, call(index, input, version, fresh(task.versions().get(version)), longest));
      }
      if (Outcome.difference(outcomes.get(version), first).isPresent()) {
        confirmed[version]++;
      } else {
        keepsState = true;
      }
    }
    if (keepsState) {
      refresh();
    }
    return true;
  }

  private static Compared compared(int index, Input input, List<Outcome> outcomes) {
    Outcome first = outcomes.getFirst();
    List<Outcome> different = new ArrayList<>(List.of(first));
    List<Compared.Ending> endings = new ArrayList<>(List.of(ending(first, first, "result")));
    List<Integer> ofVersion = new ArrayList<>(List.of(0));
    for (Outcome outcome : outcomes.subList(1, outcomes.size())) {
      int known = 0;
      Optional<String> where = Outcome.difference(outcome, first);
      if (where.isPresent()) {
        known = 1;
        while (known < different.size()
            && Outcome.difference(outcome, different.get(known)).isPresent()) {
          known++;
        }
      }
      if (known == different.size()) {
        different.add(outcome);
        endings.add(ending(outcome, first, where.orElse("")));
      }
      ofVersion.add(known);
    }
    return new Compared(index, called(input), endings, ofVersion);
  }

  private static Compared.Ending ending(Outcome outcome, Outcome first, String where) {
    return new Compared.Ending(
        switch (outcome) {
          case Outcome.Returned _ -> Compared.Kind.RETURNED;
          case Outcome.Threw _ -> Compared.Kind.THREW;
          case Outcome.TimedOut _ -> Compared.Kind.ENDLESS;
          case Outcome.Impossible _ -> Compared.Kind.UNKNOWN;
        },
        Outcome.text(outcome, where),
        Outcome.text(first, where),
        where,
        outcome instanceof Outcome.Threw(String name) ? name : "");
  }

  private Outcome call(int index, Input input, int version, ClassLoader loader, long longest)
      throws IOException, InterruptedException {
    new Reply.Next(index, version).write(replies);
    Outcome outcome =
        new Call(input, loader, task.limits().steps()).run(Duration.ofMillis(longest));
    boolean spoilt =
        outcome instanceof Outcome.TimedOut(boolean running) && running
            || outcome instanceof Outcome.Threw(String name)
                && name.equals("java.lang.OutOfMemoryError");
    if (spoilt) {
      abandoned++;
    }
    return outcome;
  }

  private static String called(Input input) {
    StringBuilder text = new StringBuilder(input.method().shortName()).append('(');
    Graph graph = input.graph();
    for (int i = 1; i < graph.roots().size(); i++) {
      text.append(i == 1 ? "" : ", ").append(GraphText.of(graph, graph.roots().get(i)));
    }
    text.append(')');
    if (!(graph.roots().getFirst() instanceof Value.Null)) {
      text.append(" on ").append(GraphText.of(graph, graph.roots().getFirst()));
    }
    return text.toString();
  }
}
