package dev.naosu.probe;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A forked JVM with the real agent jar, and the engine's end of the wire to it. */
final class Child implements AutoCloseable {
  /** Everything that came in answer to one command. */
  record Answer(List<TestResult> results, List<ProbePoint> points, Done done) {
    TestResult only() {
      if (results.size() != 1) {
        throw new AssertionError("one result expected: " + results + " " + done.problem());
      }
      return results.get(0);
    }

    TestResult of(String method) {
      return results.stream()
          .filter(r -> r.test().methodName().equals(method))
          .findFirst()
          .orElseThrow(() -> new AssertionError(method + " is not in " + results));
    }

    Map<String, Status> statuses() {
      Map<String, Status> all = new java.util.TreeMap<>();
      results.forEach(r -> all.put(r.test().methodName(), r.status()));
      return all;
    }
  }

  private final Process process;
  private final DataOutputStream commands;
  private final DataInputStream answers;
  private final Hello hello;

  private Child(Path java, String classPath) throws IOException {
    String jar = System.getProperty("probe.jar");
    List<String> command =
        List.of(
            java.toString(),
            "-Xmx96m",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-javaagent:" + jar,
            "-cp",
            jar + classPath,
            "dev.naosu.probe.TestChild",
            "/dev/stdout");
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    commands = new DataOutputStream(process.getOutputStream());
    answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    hello = (Hello) Wire.read(answers);
  }

  static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** A worker which loads the patient in a fresh loader per attempt. */
  static Child isolated(Patient patient) throws IOException {
    return isolated(patient, ownJava());
  }

  static Child isolated(Patient patient, Path java) throws IOException {
    Child child = new Child(java, "");
    child.configure(patient, true, false);
    return child;
  }

  /** A JVM with the patient on its class path, recording coverage. */
  static Child plain(Patient patient) throws IOException {
    List<String> path = new ArrayList<>();
    path.add(patient.test().toString());
    path.add(patient.main().toString());
    path.addAll(patient.libraries());
    Child child = new Child(ownJava(), ":" + String.join(":", path));
    child.configure(patient, false, true);
    return child;
  }

  private void configure(Patient patient, boolean isolated, boolean coverage) throws IOException {
    Answer answer =
        ask(
            new Configure(
                List.of(patient.main().toString()),
                List.of(patient.test().toString()),
                patient.libraries(),
                isolated,
                coverage,
                20_000));
    if (answer.done().problem().isPresent()) {
      throw new AssertionError(answer.done().problem());
    }
  }

  Hello hello() {
    return hello;
  }

  Answer runAll(String... classNames) throws IOException {
    return ask(new RunAll(1, List.of(classNames), 0, 0));
  }

  Answer attempt(Map<String, byte[]> changed, List<TestId> tests) throws IOException {
    return ask(new Attempt(2, Attempt.NO_VARIANT, Attempt.NO_VARIANT, changed, tests, false, 0, 0));
  }

  Answer ask(Message command) throws IOException {
    Wire.write(commands, command);
    List<TestResult> results = new ArrayList<>();
    List<ProbePoint> points = new ArrayList<>();
    while (true) {
      switch (Wire.read(answers)) {
        case TestResult result -> results.add(result);
        case ProbeTable table -> points.addAll(table.points());
        case Done done -> {
          return new Answer(results, points, done);
        }
        case Message other -> throw new AssertionError("unexpected " + other);
      }
    }
  }

  /** Hangs up as an engine does that has died, and waits for the child to notice. */
  boolean endsWhenLeftAlone() throws IOException, InterruptedException {
    commands.close();
    return process.waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
