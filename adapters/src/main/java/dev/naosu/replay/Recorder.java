package dev.naosu.replay;

import dev.naosu.probe.TestId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A Java agent that takes down what chosen methods are called with.
public final class Recorder {
  /// Distinct inputs kept for one method.
  private static final int MOST_INPUTS = 300;

  /// Calls of one method that are looked at.
  private static final int MOST_CALLS = 3_000;

  /// The code of the patient can reach us by a static method only.
  private static final AtomicReference<@Nullable Recorder> INSTALLED = new AtomicReference<>();

  private final Wish wish;
  private final DataOutputStream out;
  private final Map<Integer, Integer> calls = new HashMap<>();
  private final Map<Integer, Map<Graph, Set<String>>> kept = new HashMap<>();
  private final Map<Integer, Map<String, Integer>> newInTest = new HashMap<>();
  private final ThreadLocal<Boolean> busy = ThreadLocal.withInitial(() -> false);
  private long nanos;
  private volatile String test = "";

  private Recorder(Wish wish, DataOutputStream out) {
    this.wish = wish;
    this.out = out;
  }

  /// What is to be taken down.
  ///
  /// @param mostInTest distinct inputs of one method kept of one test
  /// @param mostMillis longest time to spend on taking down
  record Wish(List<MethodKey> methods, int mostInTest, long mostMillis) implements Serializable {
    Wish {
      methods = List.copyOf(methods);
    }
  }

  /// An input, and the test that gave it.
  ///
  /// @param test see [#name]; empty when none ran
  record Met(Input input, String test) implements Serializable {}

  /// How tests are told from each other.
  static String name(String className, String methodName, String selector) {
    return className + '\n' + methodName + '\n' + selector;
  }

  /// Called by the JVM before main.
  ///
  /// @param options path of a file with the [Wish]; what is met is appended to the same path with
  ///   `.inputs`
  public static void premain(String options, Instrumentation instrumentation) throws Exception {
    Wish wish;
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(Path.of(options)))) {
      wish = (Wish) in.readObject();
    }
    INSTALLED.set(
        new Recorder(
            wish,
            new DataOutputStream(
                Files.newOutputStream(
                    Path.of(options + ".inputs"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND))));
    instrumentation.addTransformer(new EntryTransformer(wish.methods()));
  }

  /// Called by the patient's methods as they are entered.
  ///
  /// @param method its index
  /// @param receiver null for a static method or a constructor
  public static void entered(int method, @Nullable Object receiver, @Nullable Object[] arguments) {
    Recorder recorder = INSTALLED.get();
    if (recorder != null && !recorder.busy.get()) {
      recorder.busy.set(true);
      try {
        recorder.record(method, receiver, arguments);
      } finally {
        recorder.busy.set(false);
      }
    }
  }

  /// Called by the probe when a test begins.
  ///
  /// @param id a [TestId]; null between tests
  public static void begun(@Nullable Object id) {
    Recorder recorder = INSTALLED.get();
    if (recorder != null) {
      recorder.test =
          id instanceof TestId known
              ? name(known.className(), known.methodName(), known.selector())
              : "";
    }
  }

  private synchronized void record(
      int method, @Nullable Object receiver, @Nullable Object[] arguments) {
    String now = test;
    Map<Graph, Set<String>> known = kept.computeIfAbsent(method, _ -> new HashMap<>());
    Map<String, Integer> counts = newInTest.computeIfAbsent(method, _ -> new HashMap<>());
    if (calls.merge(method, 1, Integer::sum) > MOST_CALLS
        || known.size() >= MOST_INPUTS
        || counts.getOrDefault(now, 0) >= wish.mostInTest()
        || nanos > wish.mostMillis() * 1_000_000) {
      return;
    }
    long began = System.nanoTime();
    List<@Nullable Object> roots = new ArrayList<>();
    roots.add(receiver);
    for (Object argument : arguments) {
      roots.add(argument);
    }
    try {
      Graph graph = Capture.of(roots);
      if (graph.isComplete() && known.computeIfAbsent(graph, _ -> new HashSet<>()).add(now)) {
        counts.merge(now, 1, Integer::sum);
        write(new Met(new Input(wish.methods().get(method), graph), now));
      }
    } catch (IOException | RuntimeException | StackOverflowError _) {
      // an input less; the test must not notice
      return;
    } finally {
      nanos += System.nanoTime() - began;
    }
  }

  /// Each by itself: this JVM may be killed at any time.
  private void write(Met input) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
      objects.writeObject(input);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream block = new DataOutputStream(whole);
    block.writeInt(bytes.size());
    bytes.writeTo(block);
    out.write(whole.toByteArray());
    out.flush();
  }
}
