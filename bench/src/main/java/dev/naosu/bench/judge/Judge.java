package dev.naosu.bench.judge;

import dev.naosu.code.JavaModel;
import dev.naosu.detect.TestObserver;
import dev.naosu.detect.TestObserver.ObservationFailed;
import dev.naosu.project.Jdk;
import dev.naosu.project.Module;
import dev.naosu.project.Patient;
import dev.naosu.replay.Compared;
import dev.naosu.replay.Input;
import dev.naosu.replay.MethodKey;
import dev.naosu.replay.Recording;
import dev.naosu.replay.Reply;
import dev.naosu.replay.TwinTask;
import dev.naosu.replay.Twins;
import dev.naosu.replay.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Judges repairs of one bug against its reference.
///
/// Not safe for use by several threads.
public final class Judge {
  /// Inputs that a verdict of "same behaviour" needs at least.
  static final int LEAST_INPUTS = 50;

  private static final int FURTHER_INPUTS = 2_000;
  private static final long SALT = 20_261_121;

  /// The reference gets less time on inputs that nobody vouches for.
  private static final TwinTask.Limits LIMITS =
      new TwinTask.Limits(1_000, 250, 0, true, true, false);

  private static final Recording.Limits RECORDING =
      new Recording.Limits(
          Integer.MAX_VALUE,
          Duration.ofHours(1),
          new TestObserver.Limits(Duration.ofSeconds(20), 20_000_000));

  private final Patient patient;
  private final UnaryOperator<String> original;
  private final Map<String, String> reference;
  private final HeldOutTests heldOut;
  private final Recording recording;
  private final Twins twins;
  private final Path scratch;
  private final Overlays overlays;
  private final Map<Set<MethodKey>, List<Input>> recorded = new HashMap<>();
  private final Map<Set<MethodKey>, Tally> controls = new HashMap<>();

  /// @param patient compiled, as it is before any repair
  /// @param original gives the text of a path before any repair
  /// @param reference texts of the files that the reference changes, by path
  /// @param scratch an existing directory for files that may be thrown away
  /// @param budget longest time to compare one repair
  public Judge(
      Patient patient,
      UnaryOperator<String> original,
      Map<String, String> reference,
      HeldOutTests heldOut,
      TestObserver observer,
      Path scratch,
      Duration budget) {
    this.patient = patient;
    this.original = original;
    this.reference = Map.copyOf(reference);
    this.heldOut = heldOut;
    this.scratch = scratch;
    Jdk own = Twins.ownJdk();
    this.overlays = new Overlays(patient, original, scratch);
    this.recording = new Recording(observer, scratch, own);
    this.twins = new Twins(own.java(), scratch, budget);
  }

  /// @param patched texts of the files that the repair changes, by path
  public Judgement judge(Map<String, String> patched) throws InterruptedException {
    try {
      return judged(patched);
    } catch (IOException e) {
      return Judgement.undecided("the comparison could not be made: " + e);
    } catch (ObservationFailed e) {
      return Judgement.undecided("the tests could not be recorded: " + e.getMessage());
    }
  }

  private Judgement judged(Map<String, String> patched)
      throws IOException, InterruptedException, ObservationFailed {
    Difference difference = difference(patched);
    Optional<String> failure = heldOut.failure(patched);
    if (failure.isPresent()) {
      return new Judgement(
          Verdict.PLAUSIBLE_ONLY, "a held-out test fails", 0, 0, List.of(failure.get()));
    }
    if (difference.identical()) {
      return new Judgement(Verdict.CORRECT, "identical to the reference", 0, 0, List.of());
    }
    if (difference.methods().isEmpty()) {
      return Judgement.undecided("no method of both versions differs, so nothing can be compared");
    }
    Overlay ofReference = overlays.of(reference);
    Overlay ofPatch = overlays.of(patched);
    for (Overlay overlay : List.of(ofReference, ofPatch)) {
      if (!overlay.problems().isEmpty()) {
        return Judgement.undecided("a version does not compile alone: " + overlay.problems());
      }
    }
    List<Input> inputs = recorded(difference.methods(), ofReference.directory());
    if (inputs.isEmpty()) {
      return Judgement.undecided("no test calls the methods that differ with recordable values");
    }
    Tally tally =
        compare(task(inputs, ofReference.directory(), ofPatch.directory(), difference.literals()));
    return verdict(tally, inputs, difference.methods(), ofReference.directory());
  }

  private Judgement verdict(
      Tally tally, List<Input> inputs, Set<MethodKey> methods, Path ofReference)
      throws IOException, InterruptedException {
    if (!tally.differences().isEmpty()) {
      return new Judgement(
          Verdict.PLAUSIBLE_ONLY,
          "behaves differently from the reference",
          tally.inContract(),
          tally.outOfContract(),
          tally.differences());
    }
    String reason =
        !tally.trouble().isEmpty() && tally.inContract() < LEAST_INPUTS
            ? tally.trouble()
            : tally.inContract() < LEAST_INPUTS
                ? "too few inputs: "
                    + tally.inContract()
                    + " in contract, "
                    + tally.outOfContract()
                    + " out of contract, "
                    + tally.impossible()
                    + " impossible, "
                    + tally.unstable()
                    + " unstable"
                : controlled(methods, inputs, ofReference)
                    ? ""
                    : "the inputs do not even tell the bug from its reference";
    return new Judgement(
        reason.isEmpty() ? Verdict.CORRECT : Verdict.UNDECIDED,
        reason.isEmpty() ? "same behaviour as the reference" : reason,
        tally.inContract(),
        tally.outOfContract(),
        List.of());
  }

  /// Whether the inputs tell the original from the reference: else they prove nothing.
  private boolean controlled(Set<MethodKey> methods, List<Input> inputs, Path ofReference)
      throws IOException, InterruptedException {
    Tally control = controls.get(methods);
    if (control == null) {
      control =
          compare(task(inputs, ofReference, Files.createTempDirectory(scratch, "no"), List.of()));
      controls.put(methods, control);
    }
    return !control.differences().isEmpty();
  }

  /// @param identical whether all changed methods have the same text as in the reference
  /// @param methods to compare
  /// @param literals that only the repair or only the reference writes there
  private record Difference(
      boolean identical, Set<MethodKey> methods, List<Value.Constant> literals) {}

  private Difference difference(Map<String, String> patched) {
    Set<String> paths = new TreeSet<>(reference.keySet());
    paths.addAll(patched.keySet());
    Set<MethodKey> methods = new LinkedHashSet<>();
    Set<Value.Constant> literals = new LinkedHashSet<>();
    boolean identical = true;
    for (String path : paths) {
      String before = original.apply(path);
      MethodTexts old = texts(path, before);
      MethodTexts wanted = texts(path, reference.getOrDefault(path, before));
      MethodTexts got = texts(path, patched.getOrDefault(path, before));
      Set<MethodKey> ofReference = MethodTexts.different(old, wanted);
      Set<MethodKey> ofPatch = MethodTexts.different(old, got);
      methods.addAll(ofReference);
      ofPatch.stream().filter(key -> !got.isPrivate(key)).forEach(methods::add);
      Set<MethodKey> both = new LinkedHashSet<>(ofReference);
      both.addAll(ofPatch);
      both.forEach(key -> literals.addAll(MethodTexts.literalsApart(wanted, got, key)));
      identical &=
          both.stream().allMatch(key -> MethodTexts.sameText(wanted, got, key))
              && (MethodTexts.sameRest(old, got) && MethodTexts.sameRest(old, wanted)
                  || MethodTexts.sameRest(wanted, got));
    }
    return new Difference(identical && !methods.isEmpty(), methods, List.copyOf(literals));
  }

  private MethodTexts texts(String path, String text) {
    Module module = overlays.moduleOf(path);
    return MethodTexts.of(
        new JavaModel(module.classPath(), module.sourceRoots(), module.level()).parse(path, text));
  }

  private List<Input> recorded(Set<MethodKey> methods, Path ofReference)
      throws IOException, ObservationFailed {
    List<Input> known = recorded.get(methods);
    if (known == null) {
      known =
          recording
              .record(
                  patient,
                  Optional.of(ofReference),
                  List.copyOf(methods),
                  patient.modules().stream()
                      .collect(Collectors.toMap(Module::name, _ -> List.of(), (a, _) -> a)),
                  RECORDING,
                  _ -> {})
              .stream()
              .map(Recording.Recorded::input)
              .distinct()
              .toList();
      recorded.put(methods, known);
    }
    return known;
  }

  private Tally compare(TwinTask task) throws IOException, InterruptedException {
    Count count = new Count(task.recorded().size());
    String trouble = twins.compare(task, count);
    return count.tally(trouble);
  }

  /// What the twins have said so far of a reference and a patched version.
  private static final class Count implements Twins.Listener {
    /// Differences after which more would only be more of the same.
    private static final int ENOUGH_DIFFERENCES = 3;

    private final int recorded;
    private final List<String> differences = new ArrayList<>();
    private int inContract;
    private int outOfContract;
    private int impossible;
    private int unstable;

    Count(int recorded) {
      this.recorded = recorded;
    }

    @Override
    public boolean compared(Compared compared) {
      Compared.Ending reference = compared.endings().getFirst();
      Compared.Ending patched = compared.of(1);
      boolean vouched = reference.kind() == Compared.Kind.RETURNED || compared.index() < recorded;
      if (!vouched) {
        outOfContract++;
      } else if (compared.ofVersion().get(1) == 0) {
        inContract++;
      } else if (patched.kind() == Compared.Kind.UNKNOWN) {
        impossible++;
      } else {
        inContract++;
        differences.add(
            compared.call()
                + " "
                + patched.text()
                + "; the reference "
                + patched.instead()
                + " (at "
                + patched.where()
                + ")");
      }
      return differences.size() < ENOUGH_DIFFERENCES;
    }

    @Override
    public void skipped(int index, Reply.Why why) {
      switch (why) {
        case DUPLICATE -> {}
        case IMPOSSIBLE -> impossible++;
        case UNSTABLE -> unstable++;
        case UNVOUCHED -> outOfContract++;
      }
    }

    Tally tally(String trouble) {
      return new Tally(inContract, outOfContract, impossible, unstable, differences, trouble);
    }
  }

  private TwinTask task(
      List<Input> inputs, Path reference, Path patched, List<Value.Constant> words) {
    Set<Path> ownOutputs = new LinkedHashSet<>(patient.outputs());
    Set<Path> libraries = new LinkedHashSet<>();
    for (Module module : patient.modules()) {
      libraries.addAll(module.libraries());
    }
    libraries.removeAll(ownOutputs);
    return new TwinTask(
        List.of(with(reference, ownOutputs), with(patched, ownOutputs)),
        libraries.stream().map(Path::toString).toList(),
        inputs,
        FURTHER_INPUTS,
        SALT,
        words,
        LIMITS);
  }

  private static List<String> with(Path first, Set<Path> rest) {
    List<String> paths = new ArrayList<>(List.of(first.toString()));
    rest.forEach(path -> paths.add(path.toString()));
    return paths;
  }
}
