package dev.naosu.bench.judge;

import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The main class of a JVM that calls the same methods of two versions of a program with the same
/// inputs and compares what they do. It ends when its standard input ends.
public final class Twin {
  /// Inputs for which one pair of class loaders is used.
  private static final int INPUTS_PER_LOADER = 50;

  /// Threads that may be left behind before the JVM wants to be replaced.
  private static final int MOST_ABANDONED = 3;

  /// The reference gets less time on inputs that nobody vouches for.
  private static final Duration REFERENCE_LIMIT = Duration.ofMillis(250);

  private final TwinTask task;
  private final DataOutputStream replies;
  private final URLClassLoader libraries;
  private final Duration limit;
  private Versions versions;
  private int abandoned;

  private record Versions(VersionLoader reference, VersionLoader patched) {}

  private Twin(TwinTask task, DataOutputStream replies) {
    this.task = task;
    this.replies = replies;
    this.limit = Duration.ofMillis(task.limitMillis());
    this.libraries =
        new URLClassLoader(
            VersionLoader.urls(task.libraries()), ClassLoader.getPlatformClassLoader());
    this.versions = fresh();
  }

  /// @param arguments the file of the [TwinTask] and the number of the first input
  public static void main(String[] arguments) throws Exception {
    InputStream life = new FileInputStream(FileDescriptor.in);
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    Thread.ofPlatform().daemon().start(() -> endWith(life));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(nowhere);
    System.setErr(nowhere);
    System.setIn(InputStream.nullInputStream());
    TwinTask task;
    try (ObjectInputStream in =
        new ObjectInputStream(
            new BufferedInputStream(Files.newInputStream(Path.of(arguments[0]))))) {
      task = (TwinTask) in.readObject();
    }
    new Twin(task, new DataOutputStream(answers)).compare(Integer.parseInt(arguments[1]));
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

  private Versions fresh() {
    return new Versions(
        new VersionLoader(task.reference(), libraries),
        new VersionLoader(task.patched(), libraries));
  }

  private void compare(int first) throws IOException, InterruptedException {
    int recorded = task.recorded().size();
    Mutations mutations = new Mutations(task.recorded(), task.salt());
    Set<Input> known = new HashSet<>();
    for (int i = 0; i < recorded + task.further(); i++) {
      Input input = i < recorded ? task.recorded().get(i) : mutations.input(i - recorded);
      boolean isNew = known.add(input);
      if (i < first) {
        continue;
      }
      if ((i - first) % INPUTS_PER_LOADER == INPUTS_PER_LOADER - 1) {
        versions = fresh();
      }
      (isNew ? compare(i, input, i < recorded) : new Reply(i, Reply.Kind.DUPLICATE, ""))
          .write(replies);
      if (abandoned >= MOST_ABANDONED) {
        new Reply(i, Reply.Kind.TIRED, "").write(replies);
        return;
      }
    }
    new Reply(recorded + task.further(), Reply.Kind.DONE, "").write(replies);
  }

  private Reply compare(int index, Input input, boolean recorded)
      throws IOException, InterruptedException {
    Outcome reference = call(input, versions.reference(), recorded ? limit : REFERENCE_LIMIT);
    if (reference instanceof Outcome.Impossible impossible) {
      return new Reply(index, Reply.Kind.IMPOSSIBLE, impossible.why());
    }
    // what a test really asked for belongs to the contract, exceptions included
    boolean outside =
        reference instanceof Outcome.TimedOut || reference instanceof Outcome.Threw && !recorded;
    if (outside) {
      return new Reply(index, Reply.Kind.OUT_OF_CONTRACT, "");
    }
    new Reply(index, Reply.Kind.PATCHED_NEXT, "").write(replies);
    Outcome patched = call(input, versions.patched(), limit);
    Optional<String> where = Outcome.difference(patched, reference);
    return where.isEmpty()
        ? new Reply(index, Reply.Kind.SAME, "")
        : again(index, input, reference, patched instanceof Outcome.TimedOut);
  }

  /// Believes a difference only when static state left behind by other inputs has no part in it.
  private Reply again(int index, Input input, Outcome before, boolean endless)
      throws IOException, InterruptedException {
    versions = fresh();
    Outcome reference = call(input, versions.reference(), limit);
    if (Outcome.difference(reference, before).isPresent()) {
      return new Reply(index, Reply.Kind.UNSTABLE, "");
    }
    Outcome patched = endless ? new Outcome.TimedOut() : call(input, versions.patched(), limit);
    versions = fresh();
    Optional<String> where = Outcome.difference(patched, reference);
    if (where.isEmpty()) {
      return new Reply(index, Reply.Kind.SAME, "");
    }
    if (patched instanceof Outcome.Impossible impossible) {
      return new Reply(index, Reply.Kind.IMPOSSIBLE, impossible.why());
    }
    return new Reply(
        index,
        Reply.Kind.DIFFERENT,
        called(input)
            + " "
            + Outcome.text(patched, where.get())
            + "; the reference "
            + Outcome.text(reference, where.get())
            + " (at "
            + where.get()
            + ")");
  }

  private Outcome call(Input input, ClassLoader version, Duration longest)
      throws InterruptedException {
    Outcome outcome = new Call(input, version).run(longest);
    boolean spoilt =
        outcome instanceof Outcome.TimedOut
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
