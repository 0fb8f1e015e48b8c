package dev.naosu.replay;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/// Calls a method with an input, in a thread of its own that is abandoned when it does not end.
final class Call {
  private static final int MOST_DRAINED = 1_000;
  private static final int MOST_PRINTED = 1 << 16;
  private static final long STACK_BYTES = 2 << 20;

  /// Where the patient's text goes between calls.
  static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  /// How long a call that is out of time may take to notice that it is out of steps.
  private static final Duration GRACE = Duration.ofMillis(50);

  private final Input input;
  private final ClassLoader version;
  private final long steps;

  /// @param steps most method entries and loop turns; 0 for no limit
  Call(Input input, ClassLoader version, long steps) {
    this.input = input;
    this.version = version;
    this.steps = steps;
  }

  /// @param limit the thread is abandoned after that
  Outcome run(Duration limit) throws InterruptedException {
    AtomicReference<Outcome> outcome = new AtomicReference<>(new Outcome.TimedOut(true));
    Thread thread = new Thread(null, () -> outcome.set(outcome()), "call", STACK_BYTES);
    thread.setDaemon(true);
    thread.setContextClassLoader(version);
    thread.start();
    if (!thread.join(limit)) {
      Leash.cut();
      return new Outcome.TimedOut(!thread.join(GRACE));
    }
    return outcome.get();
  }

  private Outcome outcome() {
    List<@Nullable Object> roots;
    // static initialisers of the patient may run while the input is made
    Leash.begin(steps);
    try {
      roots = Rebuilding.of(input.graph(), version);
    } catch (ReflectiveOperationException
        | RuntimeException
        | LinkageError
        | Leash.OutOfSteps
        | Leash.Refused e) {
      return new Outcome.Impossible("the input cannot be made: " + e);
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Leash.begin(steps);
    try {
      Object result = content(invoke(roots));
      if (Leash.wasRefused() || Leash.isUsedUp()) {
        return leashed();
      }
      List<@Nullable Object> after = new ArrayList<>();
      after.add(result);
      after.addAll(roots);
      String text = printed.toString(StandardCharsets.UTF_8);
      return new Outcome.Returned(
          Capture.of(after), text.substring(0, Math.min(text.length(), MOST_PRINTED)));
    } catch (InvocationTargetException e) {
      if (Leash.wasRefused() || Leash.isUsedUp()) {
        return leashed();
      }
      Throwable cause = e.getCause();
      return new Outcome.Threw(cause == null ? e.getClass().getName() : cause.getClass().getName());
    } catch (Leash.OutOfSteps | Leash.Refused _) {
      return leashed();
    } catch (StackOverflowError | OutOfMemoryError e) {
      return new Outcome.Threw(e.getClass().getName());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return new Outcome.Impossible(e.toString());
    } finally {
      System.setOut(NOWHERE);
    }
  }

  /// Whatever the call made of being stopped does not count.
  private static Outcome leashed() {
    return Leash.wasRefused()
        ? new Outcome.Impossible("it would change files, reach the network or end the JVM")
        : new Outcome.TimedOut(false);
  }

  private @Nullable Object invoke(List<@Nullable Object> roots)
      throws ReflectiveOperationException {
    Class<?> owner = Class.forName(input.method().owner(), true, version);
    @Nullable Object[] arguments = roots.subList(1, roots.size()).toArray();
    if (input.method().isConstructor()) {
      for (Constructor<?> constructor : owner.getDeclaredConstructors()) {
        if (constructor.getParameterCount() == arguments.length
            && input.method().matches("<init>", descriptor(constructor.getParameterTypes()))) {
          constructor.setAccessible(true);
          return constructor.newInstance(arguments);
        }
      }
    }
    for (Method method : owner.getDeclaredMethods()) {
      if (!method.isBridge()
          && input.method().matches(method.getName(), descriptor(method.getParameterTypes()))) {
        method.setAccessible(true);
        return method.invoke(roots.getFirst(), arguments);
      }
    }
    throw new NoSuchMethodException(input.method().shortName() + " is not in this version");
  }

  private static String descriptor(Class<?>[] parameters) {
    String whole = MethodType.methodType(void.class, parameters).descriptorString();
    return whole.substring(1, whole.indexOf(')'));
  }

  /// What an iterator or stream would give, else the object itself.
  private static @Nullable Object content(@Nullable Object result) {
    Iterator<?> iterator =
        switch (result) {
          case Iterator<?> each -> each;
          case BaseStream<?, ?> stream -> stream.iterator();
          case null, default -> null;
        };
    if (iterator == null) {
      return result;
    }
    List<@Nullable Object> drained = new ArrayList<>();
    while (drained.size() < MOST_DRAINED && iterator.hasNext()) {
      drained.add(iterator.next());
    }
    return drained;
  }
}
