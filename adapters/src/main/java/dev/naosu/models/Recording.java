package dev.naosu.models;

import dev.naosu.model.Message;
import dev.naosu.model.Prompt;
import dev.naosu.redaction.Redaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Where calls are recorded, and how a question is found again.
final class Recording {
  static final String FILE = "calls.jsonl";

  /// Numbers that are drawn anew each time, such as the marks around text from outside.
  private static final Pattern DRAWN = Pattern.compile("\\b[0-9a-fA-F]{16,64}\\b");

  private static final Pattern SPACE = Pattern.compile("[ \\t]+(?=\\n|\\z)");

  private Recording() {}

  static Path in(Path directory) {
    return directory.resolve(FILE);
  }

  /// The same for the same question to the same model, also when it was redacted in between.
  static String key(String model, Prompt prompt) {
    StringBuilder text = new StringBuilder(model);
    for (Message each : prompt.conversation()) {
      text.append('\0').append(each.role()).append('\0').append(normal(each.text()));
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String normal(String text) {
    String lines = Redaction.of(text).replace("\r\n", "\n");
    return DRAWN.matcher(SPACE.matcher(lines).replaceAll("")).replaceAll("#").strip();
  }
}
