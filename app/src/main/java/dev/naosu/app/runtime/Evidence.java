package dev.naosu.app.runtime;

import dev.naosu.app.runtime.Component.Disk;
import dev.naosu.cycle.runtime.Collecting;
import dev.naosu.detect.vitals.Target;
import dev.naosu.jmx.JvmEvidence;
import dev.naosu.jmx.Jvms;
import dev.naosu.vitals.MachineEvidence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Collects each kind of evidence with what is made for it.
public final class Evidence implements Collecting {
  private static final System.Logger LOG = System.getLogger("dev.naosu.runtime");

  /// Who is ill waits for its remedy meanwhile.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<Component> components;
  private final Jvms jvms;
  private final JvmEvidence jvm = new JvmEvidence();
  private final MachineEvidence machine = new MachineEvidence(Path.of("/proc"));

  public Evidence(List<Component> components, Jvms jvms) {
    this.components = List.copyOf(components);
    this.jvms = jvms;
  }

  @Override
  public List<Piece> collect(List<String> kinds, Target target) throws InterruptedException {
    return Together.all(kinds.stream().map(each -> task(each, target)).toList(), PATIENCE);
  }

  private Together.Task<Piece> task(String kind, Target target) {
    return new Together.Task<>(
        "collects " + kind,
        () -> collect(kind, target),
        () -> new Piece.Missing("it did not come within " + PATIENCE.toSeconds() + " s"),
        e -> {
          LOG.log(System.Logger.Level.WARNING, "evidence could not be collected", e);
          return new Piece.Missing("naosu failed at it");
        });
  }

  private Piece collect(String kind, Target target) throws InterruptedException {
    try {
      return switch (kind) {
        case "processes" -> of(machine.topProcesses());
        case "disk-usage" -> usage(target);
        default -> ofProcess(kind, target);
      };
    } catch (IOException e) {
      return new Piece.Missing(String.valueOf(e.getMessage()));
    }
  }

  private Piece usage(Target target) throws IOException {
    Optional<Path> directory =
        components.stream()
            .filter(each -> each.target().equals(target.whole()))
            .flatMap(
                each ->
                    each.what() instanceof Disk(Path path)
                        ? List.of(path).stream()
                        : List.<Path>of().stream())
            .findFirst();
    return directory.isPresent()
        ? of(machine.usage(directory.get()))
        : new Piece.Missing(target + " is no disk");
  }

  private Piece ofProcess(String kind, Target target) throws IOException, InterruptedException {
    OptionalLong pid = jvms.pid(target);
    if (pid.isEmpty()) {
      return new Piece.Missing("no process of " + target + " was found");
    }
    return switch (kind) {
      case "thread-dump" -> of(jvm.threadDump(pid.getAsLong()));
      case "heap-histogram" -> of(jvm.heapHistogram(pid.getAsLong()));
      case "jfr" -> of(jvm.recording(pid.getAsLong()));
      case "gc" -> of(jvm.collections(pid.getAsLong()));
      case "open-files" -> of(machine.openFiles(pid.getAsLong()));
      default -> new Piece.Missing("nobody collects that");
    };
  }

  private static Piece of(MachineEvidence.Finding finding) {
    return new Piece.Found(finding.summary(), finding.text());
  }

  private static Piece of(JvmEvidence.Finding finding) {
    return new Piece.Found(finding.summary(), finding.text());
  }
}
