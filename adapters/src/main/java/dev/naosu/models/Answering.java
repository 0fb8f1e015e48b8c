package dev.naosu.models;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.naosu.model.Answer;
import dev.naosu.model.Prompt;
import dev.naosu.model.Tokens;
import dev.naosu.model.Usage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Takes an answer as it comes.
final class Answering implements StreamingChatResponseHandler {
  private final StringBuilder soFar = new StringBuilder();
  private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();

  @Override
  public void onPartialResponse(String part) {
    synchronized (soFar) {
      soFar.append(part);
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    whole.complete(response);
  }

  @Override
  public void onError(Throwable error) {
    whole.completeExceptionally(error);
  }

  /// The whole answer; nobody who waits for it is told of an error twice.
  CompletableFuture<ChatResponse> whole() {
    return whole;
  }

  /// What an answer that was never whole has taken, as far as one can tell.
  Usage estimated(Prompt prompt) {
    synchronized (soFar) {
      return new Usage(Tokens.of(prompt), 0, Tokens.of(soFar.toString()));
    }
  }

  /// How a whole answer ended; empty when the server never said that it was whole.
  static Optional<Answer.End> end(ChatResponse response) {
    FinishReason reason = response.finishReason();
    if (reason == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (reason) {
          case STOP, TOOL_EXECUTION, OTHER -> Answer.End.COMPLETE;
          case LENGTH -> Answer.End.LENGTH;
          case CONTENT_FILTER -> Answer.End.FILTERED;
        });
  }

  static String text(ChatResponse response) {
    AiMessage message = response.aiMessage();
    return message == null || message.text() == null ? "" : message.text();
  }

  /// As the provider counts; empty when it does not.
  static Optional<Usage> counted(ChatResponse response) {
    TokenUsage told = response.tokenUsage();
    if (told == null || told.inputTokenCount() == null || told.outputTokenCount() == null) {
      return Optional.empty();
    }
    long input = told.inputTokenCount();
    long output = told.outputTokenCount();
    if (input <= 0 || output < 0) {
      return Optional.empty();
    }
    return Optional.of(
        switch (told) {
          case OpenAiTokenUsage usage when usage.inputTokensDetails() != null ->
              new Usage(input, orNone(usage.inputTokensDetails().cachedTokens()), output);
          case AnthropicTokenUsage usage -> {
            // Anthropic counts what is read from the cache, and what is written to it, apart
            long cached = orNone(usage.cacheReadInputTokens());
            yield new Usage(
                input + cached + orNone(usage.cacheCreationInputTokens()), cached, output);
          }
          case GoogleAiGeminiTokenUsage usage ->
              // and Google what a model thinks
              new Usage(
                  input,
                  orNone(usage.cachedContentTokenCount()),
                  output + orNone(usage.thoughtsTokenCount()));
          default -> new Usage(input, 0, output);
        });
  }

  private static long orNone(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
