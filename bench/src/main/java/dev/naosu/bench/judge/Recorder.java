package dev.naosu.bench.judge;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
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
  static final int MOST_INPUTS = 300;

  /// Calls of one method that are looked at.
  private static final int MOST_CALLS = 3_000;

  /// The code of the patient can reach us by a static method only.
  private static final AtomicReference<@Nullable Recorder> INSTALLED = new AtomicReference<>();

  private final List<MethodKey> methods;
  private final DataOutputStream out;
  private final Map<Integer, Integer> calls = new HashMap<>();
  private final Map<Integer, Set<Graph>> kept = new HashMap<>();
  private final ThreadLocal<Boolean> busy = ThreadLocal.withInitial(() -> false);

  private Recorder(List<MethodKey> methods, DataOutputStream out) {
    this.methods = methods;
    this.out = out;
  }

  /// Called by the JVM before main.
  ///
  /// @param options path of a file with the methods; inputs are appended to the same path with
  ///   `.inputs`
  public static void premain(String options, Instrumentation instrumentation) throws Exception {
    Path file = Path.of(options);
    List<MethodKey> methods = new ArrayList<>();
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
      for (int left = in.readInt(); left > 0; left--) {
        methods.add((MethodKey) in.readObject());
      }
    }
    INSTALLED.set(
        new Recorder(
            methods,
            new DataOutputStream(
                Files.newOutputStream(
                    Path.of(options + ".inputs"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND))));
    instrumentation.addTransformer(new EntryTransformer(methods));
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

  private synchronized void record(
      int method, @Nullable Object receiver, @Nullable Object[] arguments) {
    Set<Graph> known = kept.computeIfAbsent(method, _ -> new HashSet<>());
    if (calls.merge(method, 1, Integer::sum) > MOST_CALLS || known.size() >= MOST_INPUTS) {
      return;
    }
    List<@Nullable Object> roots = new ArrayList<>();
    roots.add(receiver);
    for (Object argument : arguments) {
      roots.add(argument);
    }
    try {
      Graph graph = Capture.of(roots);
      if (graph.isComplete() && known.add(graph)) {
        write(new Input(methods.get(method), graph));
      }
    } catch (IOException | RuntimeException | StackOverflowError _) {
      // an input less; the test must not notice
      return;
    }
  }

  /// Each input by itself: this JVM may be killed at any time.
  private void write(Input input) throws IOException {
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
