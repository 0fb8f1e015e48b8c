package dev.naosu.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.Remote.Reply;
import dev.naosu.app.tell.ServerReport;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/// A command that asks a server, and tells what it says.
abstract class ServerVerb implements Callable<Integer>, Checked {
  @Mixin private ServerArguments arguments = new ServerArguments();

  private final House house;

  ServerVerb(House house) {
    this.house = house;
  }

  /// What such a command needs of its process.
  record House(Io io, Map<String, String> environment, InstantSource clock) {
    House {
      environment = Map.copyOf(environment);
    }

    /// Tells what came of asking.
    ///
    /// @return the exit code
    int tell(Answer answer, boolean json, boolean colour) {
      return switch (answer) {
        case Answer.Told(JsonNode object, int exitCode, var tell) -> {
          if (json) {
            io.out().println(written(object));
          } else {
            tell.accept(new ServerReport(io.outScreen(colour), clock.instant()));
          }
          yield exitCode;
        }
        case Answer.Refused(Reply.Bad(int status, JsonNode problem)) -> {
          if (json) {
            io.out().println(written(problem));
          } else {
            new ServerReport(io.errScreen(colour), clock.instant()).problem(problem);
          }
          yield exitCode(status);
        }
      };
    }
  }

  /// What came of asking.
  sealed interface Answer {
    /// @param tell for people
    record Told(JsonNode json, int exitCode, Consumer<ServerReport> tell) implements Answer {}

    record Refused(Reply.Bad reply) implements Answer {}
  }

  /// Asks.
  abstract Answer ask(Remote remote) throws InterruptedException;

  @Override
  public List<String> problems() {
    return arguments.address(house.environment()).problems();
  }

  @Override
  public final Integer call() {
    try {
      return house.tell(
          ask(arguments.address(house.environment()).remote()), arguments.json, !arguments.noColor);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  /// Asks for one thing and tells it.
  static Answer told(Reply reply, BiConsumer<ServerReport, JsonNode> tell) {
    return switch (reply) {
      case Reply.Good(JsonNode json) ->
          new Answer.Told(
              json, ExitCode.HEALED_OR_NOTHING_TO_HEAL, report -> tell.accept(report, json));
      case Reply.Bad bad -> new Answer.Refused(bad);
    };
  }

  static ObjectNode body(String reason) {
    return JsonNodeFactory.instance.objectNode().put("reason", reason);
  }

  /// Whether what was asked for was refused, or could not be asked for.
  private static int exitCode(int status) {
    return switch (status) {
      case 400, 404, 409 -> ExitCode.NOT_HEALED;
      default -> ExitCode.COULD_NOT_RUN;
    };
  }

  private static String written(JsonNode json) {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can be written", e);
    }
  }
}
