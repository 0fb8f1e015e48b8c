package dev.naosu.models;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Who runs a model.
public enum ProviderKind {
  OPENAI("https://api.openai.com/v1", "OPENAI_API_KEY", "gpt-4.1"),
  /// Speaks as OpenAI does: vLLM, llama.cpp, LM Studio and many more. A key only where they ask.
  COMPATIBLE("", "", ""),
  ANTHROPIC("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", "claude-sonnet-4-5"),
  GEMINI("https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY", "gemini-2.5-flash"),
  OLLAMA("http://127.0.0.1:11434", "", "qwen2.5-coder");

  private final String url;
  private final String variable;
  private final String model;

  ProviderKind(String url, String variable, String model) {
    this.url = url;
    this.variable = variable;
    this.model = model;
  }

  /// As it is written in a configuration.
  public static Optional<ProviderKind> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Empty where everybody has another one.
  public String usualUrl() {
    return url;
  }

  /// Of the environment, that usually holds the key; empty when none is needed.
  public String usualVariable() {
    return variable;
  }

  /// Empty where nothing is usual.
  public String usualModel() {
    return model;
  }

  public boolean needsKey() {
    return !variable.isEmpty();
  }
}
