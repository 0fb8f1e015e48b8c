package dev.naosu.probe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Classes with many variants, tried one after the other in the same class loader for as long as an
 * attempt leaves static state as it found it; after one that does not, the classes are loaded anew.
 * So a variant never sees what another has left behind, and seldom has to wait for classes.
 *
 * <p>Before the first attempt the tests are run on the original twice, in fresh classes and in
 * classes that were initialised beforehand. Where they end differently, or run the changed methods
 * more or less often, or where these run while a class is initialised, the stage refuses. Steps are
 * not compared: those of initialisers are only taken in fresh classes.
 */
final class Stage {
  /** Attempts after which a stage that mostly leaks gives up. */
  private static final int FAIR_CHANCE = 24;

  private final ClassLoader libraries;
  private final OwnClasses own;
  private final Map<String, byte[]> classes = new LinkedHashMap<>();
  private final Set<String> wanted = new LinkedHashSet<>();
  private Optional<OwnLoader> loader = Optional.empty();
  private final Set<TestId> rehearsed = new HashSet<>();
  private boolean refuses;
  private int defined;
  private Optional<StaticState> statics = Optional.empty();
  private long clean;
  private int attempts;
  private int leaks;

  /** Runs some tests with a loader; says what came of them. */
  interface Run {
    List<TestResult> run(OwnLoader loader) throws InterruptedException;
  }

  Stage(ClassLoader libraries, OwnClasses own, Switchable brought) {
    this.libraries = libraries;
    this.own = own;
    for (Map.Entry<String, byte[]> each : brought.classes().entrySet()) {
      classes.put(each.getKey(), SwitchWeaver.weave(each.getValue(), brought.mark()));
    }
  }

  /**
   * The loader to try a variant in; empty if this stage cannot tell how variants do.
   *
   * @param original runs the tests while no variant is chosen, without telling anybody
   */
  Optional<OwnLoader> open(List<TestId> tests, Run original) throws InterruptedException {
    if (!refuses && rehearsed.addAll(tests)) {
      refuses = !rehearse(original);
    }
    if (!refuses && !loader.isPresent()) {
      refuses = !prepare();
    }
    return refuses ? Optional.empty() : loader;
  }

  private boolean rehearse(Run original) throws InterruptedException {
    Probe.choose(Probe.ORIGINAL);
    OwnLoader fresh = new OwnLoader(libraries, own, classes);
    long before = Probe.choices();
    List<TestResult> expected = original.run(fresh);
    long often = Probe.choices() - before;
    note(fresh);
    if (!prepare()) {
      return false;
    }
    before = Probe.choices();
    List<TestResult> seen = original.run(loader.get());
    boolean asOften = Probe.choices() - before == often || areUnbounded(seen);
    return alike(expected, seen) && asOften && isClean();
  }

  private void note(OwnLoader used) {
    for (Class<?> type : used.defined()) {
      wanted.add(type.getName());
    }
  }

  /** Loads the classes that the tests needed so far, and initialises them. */
  private boolean prepare() {
    OwnLoader next = new OwnLoader(libraries, own, classes);
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    here.setContextClassLoader(next);
    Probe.choose(Probe.NEVER);
    Probe.open(0);
    try {
      for (String name : new ArrayList<>(wanted)) {
        Class.forName(name, true, next);
      }
      // to look at fields loads the classes of their types, which have static state too
      StaticState found;
      do {
        defined = next.definedCount();
        found = new StaticState(next.defined());
        clean = found.digest();
      } while (next.definedCount() > defined);
      statics = Optional.of(found);
      loader = Optional.of(next);
      return !Probe.wasChosenInVain();
    } catch (ClassNotFoundException | LinkageError | StaticState.Unreadable e) {
      return false;
    } finally {
      here.setContextClassLoader(before);
      Probe.choose(Probe.ORIGINAL);
    }
  }

  private static boolean alike(List<TestResult> expected, List<TestResult> seen) {
    if (expected.size() != seen.size()) {
      return false;
    }
    for (int i = 0; i < seen.size(); i++) {
      TestResult one = expected.get(i);
      TestResult other = seen.get(i);
      if (!one.test().equals(other.test())
          || one.status() != other.status()
          || !thrown(one).equals(thrown(other))) {
        return false;
      }
    }
    return true;
  }

  private static String thrown(TestResult result) {
    return result.failure().map(Failure::exceptionClass).orElse("");
  }

  /**
   * Whether one of them would have gone on for ever: how deep a stack can get depends on what of it
   * is compiled by then, and how many steps are left on what was initialised before.
   */
  private static boolean areUnbounded(List<TestResult> results) {
    for (TestResult each : results) {
      if (each.status() == Status.BUDGET
          || thrown(each).equals(StackOverflowError.class.getName())) {
        return true;
      }
    }
    return false;
  }

  private boolean isClean() {
    try {
      return loader.get().definedCount() == defined && statics.get().digest() == clean;
    } catch (StaticState.Unreadable e) {
      return false;
    }
  }

  /**
   * Looks at what an attempt has left behind.
   *
   * @param threadsLeft whether threads of it still run
   */
  void close(boolean threadsLeft) {
    attempts++;
    if (threadsLeft || !isClean()) {
      leaks++;
      note(loader.get());
      loader = Optional.empty();
      refuses = attempts >= FAIR_CHANCE && leaks * 2 > attempts;
    }
  }
}
