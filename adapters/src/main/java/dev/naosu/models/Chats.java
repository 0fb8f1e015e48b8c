package dev.naosu.models;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.naosu.model.Message;
import dev.naosu.model.Prompt;
import dev.naosu.model.Tokens;
import java.util.List;

/// How LangChain4j asks each kind of provider.
final class Chats {
  /// Ollama cuts what is longer than its context, and says nothing.
  private static final int LEAST_CONTEXT = 8192;

  private static final double MOST_OF_ANTHROPIC = 1.0;

  private Chats() {}

  static StreamingChatModel open(Endpoint to, Prompt prompt, HttpClientBuilder http) {
    return switch (to.kind()) {
      case OPENAI -> openAi(to, prompt, http);
      case COMPATIBLE ->
          OpenAiStreamingChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(to.url().toString())
              .apiKey(to.key().isEmpty() ? "none" : to.key())
              .modelName(to.model())
              .temperature(prompt.temperature())
              .maxTokens(prompt.longestAnswer())
              .build();
      case ANTHROPIC ->
          AnthropicStreamingChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(to.url().toString())
              .apiKey(to.key())
              .modelName(to.model())
              .temperature(Math.min(prompt.temperature(), MOST_OF_ANTHROPIC))
              .maxTokens(prompt.longestAnswer())
              .cacheSystemMessages(true)
              .build();
      case GEMINI ->
          GoogleAiGeminiStreamingChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(to.url().toString())
              .apiKey(to.key())
              .modelName(to.model())
              .temperature(prompt.temperature())
              .maxOutputTokens(prompt.longestAnswer())
              .build();
      case OLLAMA ->
          OllamaStreamingChatModel.builder()
              .httpClientBuilder(http)
              .baseUrl(to.url().toString())
              .modelName(to.model())
              .temperature(prompt.temperature())
              .numPredict(prompt.longestAnswer())
              .numCtx(context(prompt))
              .build();
    };
  }

  private static StreamingChatModel openAi(Endpoint to, Prompt prompt, HttpClientBuilder http) {
    OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder chat =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(to.url().toString())
            .apiKey(to.key())
            .modelName(to.model())
            .maxCompletionTokens(prompt.longestAnswer());
    // models that think take no temperature
    if (!to.model().matches("(gpt-[5-9]|o\\d).*")) {
      chat.temperature(prompt.temperature());
    }
    return chat.build();
  }

  /// Grows in steps, since each new size makes Ollama load the model again.
  private static int context(Prompt prompt) {
    long needed = Tokens.of(prompt) + prompt.longestAnswer();
    int context = LEAST_CONTEXT;
    while (context < needed && context < 1 << 20) {
      context *= 2;
    }
    return context;
  }

  static List<ChatMessage> messages(Prompt prompt) {
    return prompt.conversation().stream().map(Chats::message).toList();
  }

  private static ChatMessage message(Message each) {
    return switch (each.role()) {
      case SYSTEM -> SystemMessage.from(each.text());
      case USER -> UserMessage.from(each.text());
      case ASSISTANT -> AiMessage.from(each.text());
    };
  }
}
