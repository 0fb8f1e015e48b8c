package dev.naosu.models;

import dev.langchain4j.exception.HttpException;
import dev.naosu.model.Attempt.Again;
import dev.naosu.model.Attempt.Failed;
import dev.naosu.model.Usage;
import dev.naosu.redaction.Redaction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says what went wrong with a call, and what to do about it. What a server says of an error is
/// text from outside: shortened, and without secrets.
record Troubles(Endpoint at) {
  private static final int SHOWN = 200;
  private static final Again USELESS = new Again.Useless();

  /// @param spent so far
  /// @param wait what the server asks for
  Failed of(Throwable error, Usage spent, Optional<Duration> wait) {
    Again again = new Again.Worthwhile(wait.orElse(Duration.ZERO));
    for (Throwable each = error; each != null; each = each.getCause()) {
      switch (each) {
        case HttpException http -> {
          return status(http, spent, again);
        }
        case UnknownHostException _, UnresolvedAddressException _ -> {
          return failed(
              "there is no host " + at.url().getHost(),
              "Correct the url of " + at.name() + ", or see that this machine has a network",
              Usage.NONE,
              USELESS);
        }
        case SSLException ssl -> {
          return failed(
              "no secure connection to " + at.url() + ": " + clean(ssl.getMessage()),
              "Let the server's certificate be one that Java trusts, or correct the url",
              Usage.NONE,
              USELESS);
        }
        case ConnectException _ -> {
          return connect(again);
        }
        case Line.TooLong tooLong -> {
          return failed(
              "the answer of " + at.url() + " is too long: " + tooLong.getMessage(),
              "See that the url is that of a model",
              spent,
              USELESS);
        }
        case IOException io -> {
          return failed(
              "the connection to " + at.url() + " was lost: " + clean(io.getMessage()),
              "Try again; if it stays so, look at the server",
              spent,
              again);
        }
        default -> {
          // what is wrong may be the cause of this
        }
      }
    }
    return failed(
        "what " + at.url() + " answered cannot be understood: " + clean(error.getMessage()),
        "See that the url is that of " + words() + ", and that provider is right",
        spent,
        again);
  }

  private Failed connect(Again again) {
    return switch (at.kind()) {
      case OLLAMA ->
          failed(
              "nobody answers at " + at.url(),
              "Start it with `ollama serve`, or correct OLLAMA_HOST or url",
              Usage.NONE,
              again);
      case OPENAI, COMPATIBLE, ANTHROPIC, GEMINI ->
          failed(
              "nobody answers at " + at.url(),
              "Start the server, or correct the url of " + at.name(),
              Usage.NONE,
              again);
    };
  }

  private Failed status(HttpException http, Usage spent, Again again) {
    String said = clean(http.getMessage());
    String tells = said.isEmpty() ? "" : ": " + said;
    int status = http.statusCode();
    return switch (status) {
      case 401, 403 ->
          failed("the key is not accepted (" + status + ")" + tells, key(), Usage.NONE, USELESS);
      case 402 ->
          failed(
              "the account has no credit (402)" + tells,
              "Look at the account's billing",
              Usage.NONE,
              USELESS);
      case 404 ->
          failed(
              "there is no model " + at.model() + " at " + at.url() + " (404)" + tells,
              at.kind() == ProviderKind.OLLAMA
                  ? "Fetch it with `ollama pull " + at.model() + "`, or name another model"
                  : "Correct model or url of " + at.name(),
              Usage.NONE,
              USELESS);
      case 429 ->
          failed(
              "too many requests, or the quota is used up (429)" + tells,
              "Wait, or ask " + words() + " for a higher limit",
              Usage.NONE,
              // nothing but money helps against an empty account
              said.contains("insufficient_quota") ? USELESS : again);
      case 408, 409, 425 ->
          failed("not answered (" + status + ")" + tells, "Try again", spent, again);
      default -> other(status, tells, spent, again);
    };
  }

  private Failed other(int status, String tells, Usage spent, Again again) {
    if (status >= 500) {
      return failed(
          "the server failed (" + status + ")" + tells,
          "Try again later; the status page of " + words() + " may know more",
          spent,
          again);
    }
    if (status / 100 == 3) {
      return failed(
          at.url() + " sends elsewhere (" + status + "), where no key is carried",
          "Write the address that it sends to as url of " + at.name() + ", if you trust it",
          Usage.NONE,
          USELESS);
    }
    return failed(
        "the request is not accepted (" + status + ")" + tells,
        "See that model and url of "
            + at.name()
            + " are right, and that the model can answer so long",
        Usage.NONE,
        USELESS);
  }

  private String key() {
    return at.key().isEmpty()
        ? "Give " + at.name() + " a key: keyFile or keyVariable"
        : "Correct the key of " + at.name() + "; it may have been revoked";
  }

  private String words() {
    return switch (at.kind()) {
      case OPENAI -> "OpenAI";
      case ANTHROPIC -> "Anthropic";
      case GEMINI -> "Google";
      case OLLAMA -> "Ollama";
      case COMPATIBLE -> "the server";
    };
  }

  private static Failed failed(String why, String remedy, Usage spent, Again again) {
    return new Failed(why, remedy, spent, again);
  }

  private String clean(@Nullable String text) {
    String line = text == null ? "" : text.replaceAll("\\s+", " ").strip();
    String without = at.key().isEmpty() ? line : line.replace(at.key(), "[secret]");
    String redacted = Redaction.of(without);
    return redacted.length() <= SHOWN ? redacted : redacted.substring(0, SHOWN) + " …";
  }
}
