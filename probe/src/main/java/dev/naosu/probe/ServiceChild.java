package dev.naosu.probe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The main class of a JVM that runs the patient's service for the engine, which sends requests to
 * it from outside: commands come on stdin, answers go to a pipe, see {@link Wire}. The service is
 * on the class path and prints to stderr. It ends at once when stdin ends, since then the engine is
 * gone.
 */
public final class ServiceChild {
  private final DataOutputStream answers;
  private boolean compares;

  private ServiceChild(DataOutputStream answers) {
    this.answers = answers;
  }

  /**
   * Runs until stdin ends.
   *
   * @param arguments the file for answers: a pipe that nothing else in this JVM writes to
   */
  public static void main(String[] arguments) {
    try (DataInputStream commands =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)))) {
      ServiceChild child =
          new ServiceChild(
              new DataOutputStream(
                  new BufferedOutputStream(new FileOutputStream(arguments[0]), 1 << 16)));
      System.setIn(new ByteArrayInputStream(new byte[0]));
      child.send(new Hello(System.getProperty("java.version", ""), -1, Probe.agentInstalled()));
      while (true) {
        child.carryOut(Wire.read(commands));
      }
    } catch (EOFException e) {
      // The engine is gone. Hooks of the patient are of no use to anybody either.
      Runtime.getRuntime().halt(0);
    } catch (IOException e) {
      Runtime.getRuntime().halt(2);
    }
  }

  private void send(Message message) throws IOException {
    Wire.write(answers, message);
  }

  private void carryOut(Message command) throws IOException {
    Optional<String> problem = Optional.empty();
    if (command instanceof Boot) {
      boot((Boot) command);
    } else if (command instanceof BeginRequest) {
      begin((BeginRequest) command);
    } else if (command instanceof EndRequest) {
      end((EndRequest) command);
    } else {
      problem = Optional.of("not a command: " + command.getClass().getSimpleName());
    }
    send(new Done(0, false, 0, false, problem));
  }

  private static void boot(Boot command) {
    Probe.choose(Probe.ORIGINAL);
    Probe.open(0);
    new Thread(() -> callMain(command), "main").start();
  }

  private static void callMain(Boot command) {
    try {
      Method main =
          Class.forName(command.mainClass(), true, ClassLoader.getSystemClassLoader())
              .getMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) command.arguments().toArray(new String[0]));
    } catch (InvocationTargetException e) {
      fail(e.getCause());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      fail(e);
    }
  }

  /** A service whose main method throws does not come up: better to say so than to wait for it. */
  private static void fail(Throwable thrown) {
    Thread here = Thread.currentThread();
    ThreadGroup group = here.getThreadGroup();
    // Prints the stack trace to stderr, as the JVM does when main throws.
    group.uncaughtException(here, thrown);
    Runtime.getRuntime().halt(1);
  }

  private void begin(BeginRequest command) {
    compares = command.chosen() != Attempt.NO_VARIANT;
    if (compares) {
      Values.begin(command.chosen());
    }
    Probe.choose(command.variant());
    Probe.open(command.stepBudget());
    Probe.takeThrown();
    Probe.takeHits();
  }

  private void end(EndRequest command) throws IOException {
    List<Failure> thrown = new ArrayList<>();
    for (Throwable each : Probe.takeThrown()) {
      thrown.add(FailureReader.read(each));
    }
    long steps = Probe.stepsUsed();
    boolean outOfSteps = Probe.wasBudgetExceeded();
    boolean triedToExit = Probe.wasExitAttempted();
    if (command.givenUp()) {
      stuck().ifPresent(thrown::add);
      Probe.stop();
    } else {
      // What the service does between requests is nobody's fault.
      Probe.open(0);
    }
    send(
        new RequestSeen(
            outOfSteps, triedToExit, steps, thrown, Probe.takeHits().stream().toArray()));
    if (compares) {
      send(Values.taken());
    }
    if (command.tableWanted()) {
      send(new ProbeTable(Probe.probes().points()));
    }
    Probe.choose(Probe.ORIGINAL);
  }

  /** Where a thread is in the patient's own code, the deepest such one. */
  private static Optional<Failure> stuck() {
    OwnScope scope = Probe.scope();
    StackTraceElement[] deepest = new StackTraceElement[0];
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      StackTraceElement[] stack = each.getValue();
      if (stack.length > deepest.length && isAmid(stack, scope)) {
        deepest = stack;
      }
    }
    if (deepest.length == 0) {
      return Optional.empty();
    }
    Throwable where = new IllegalStateException("no answer in time, a thread was here");
    where.setStackTrace(deepest);
    return Optional.of(FailureReader.read(where));
  }

  /** Whether own code runs there; the outermost frame is how every thread of the service begins. */
  private static boolean isAmid(StackTraceElement[] stack, OwnScope scope) {
    for (int i = 0; i < stack.length - 1; i++) {
      if (scope.isMain(stack[i].getClassName())) {
        return true;
      }
    }
    return false;
  }
}
