package dev.naosu.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.bench.trial.AtomicFile;
import dev.naosu.bench.trial.TrialJson;
import dev.naosu.machine.ProcessSandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What runs in the JVM of one bug. [TrialProcess] calls it, nobody else does.
@Command(name = "try", hidden = true, description = "Tries one bug in this JVM.")
final class Child implements Callable<Integer> {
  @Option(names = "--manifest", required = true)
  private Path manifest = Path.of("");

  @Option(names = "--bug", required = true)
  private String bug = "";

  @Option(names = "--budget-millis", required = true)
  private long budgetMillis;

  @Option(names = "--workers", required = true)
  private int workers;

  @Option(names = "--shown", required = true)
  private int shown;

  @Option(names = "--keep")
  private @Nullable Path keep;

  @Option(names = "--to", required = true, description = "File for the trial.")
  private Path to = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(Manifest.read(manifest) instanceof Manifest.Reading.Good(Manifest read))) {
      throw new IOException("the manifest has changed while the bench runs");
    }
    Bug asked =
        read.bugs().stream()
            .filter(each -> each.id().equals(bug))
            .findFirst()
            .orElseThrow(() -> new IOException("the manifest has lost bug " + bug));
    ProcessSandbox sandbox = ProcessSandbox.create();
    Trials trials =
        new Trials(
            sandbox,
            new HealerSource(sandbox),
            new Trials.Limits(
                Duration.ofMillis(budgetMillis), workers, shown, Optional.ofNullable(keep)));
    ObjectNode node = new ObjectMapper().createObjectNode();
    TrialJson.write(trials.run(asked), node);
    AtomicFile.write(to, node.toString());
    return 0;
  }
}
