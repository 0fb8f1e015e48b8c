package dev.naosu.app.runtime;

import dev.naosu.repair.runbook.Action;
import dev.naosu.repair.runbook.Order;
import dev.naosu.repair.runbook.Parameter;
import dev.naosu.repair.runbook.Plan;
import dev.naosu.repair.runbook.Traits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A small real action: writes a word into the file of its target, and can put back what stood
/// there. Each time that it is done leaves a line in a log.
final class SwitchAction implements Action {
  static final String NAME = "switch";

  private final Path directory;
  private final Traits traits;

  SwitchAction(Path directory, Traits.Undo undo) {
    this.directory = directory;
    this.traits =
        new Traits(
            NAME,
            "Turn a switch",
            List.of(
                new Parameter("to", Parameter.Type.NAME, "the new word", Optional.empty()),
                new Parameter(
                    "hang", Parameter.Type.YES_OR_NO, "hangs when half done", Optional.of("false")),
                new Parameter(
                    "undoBreaks", Parameter.Type.YES_OR_NO, "undo breaks it", Optional.of("false")),
                new Parameter(
                    "dark", Parameter.Type.YES_OR_NO, "cannot be looked at", Optional.of("false"))),
            undo,
            false,
            Duration.ofSeconds(60));
  }

  static Path file(Path directory, Order order) {
    return directory.resolve(order.target().toString().replace('/', '_'));
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public Outlook look(Order order) {
    if (order.arguments().isSet("dark")) {
      throw new IllegalStateException("it is too dark to see");
    }
    String before = read(order);
    String to = order.arguments().text("to");
    return before.equals(to)
        ? new Outlook.Unfit("it is " + to + " already")
        : new Outlook.Ready(
            new Plan(
                "turns it from " + before + " to " + to,
                List.of(order.target().toString()),
                0,
                Duration.ZERO,
                List.of(),
                before));
  }

  @Override
  public Applied apply(Order order, Plan plan) throws InterruptedException {
    write(order, order.arguments().text("to"));
    try {
      Files.writeString(
          directory.resolve("log"),
          order.target() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (order.arguments().isSet("hang")) {
      Thread.sleep(Duration.ofMinutes(1));
    }
    return new Applied.Done("turned");
  }

  @Override
  public Applied undo(Order order, String before) {
    write(order, order.arguments().isSet("undoBreaks") ? "broken" : before);
    return new Applied.Done("turned back");
  }

  private String read(Order order) {
    try {
      Path file = file(directory, order);
      return Files.exists(file) ? Files.readString(file) : "off";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Order order, String word) {
    try {
      Files.writeString(file(directory, order), word);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
