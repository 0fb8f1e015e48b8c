package dev.naosu.messages;

import dev.naosu.access.SharedSecret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How Slack shows that a request comes from it: HMAC-SHA-256 over a version, the time and the body
/// as it came, so that what somebody has listened to is soon worth nothing.
///
/// Source: *Verifying requests from Slack*, docs.slack.dev.
///
/// @param secret the signing secret of the app
public record SlackSignature(SharedSecret secret) {
  static final Duration WINDOW = Duration.ofMinutes(5);
  private static final String VERSION = "v0";

  /// What is wrong with it, without a word that would help to forge one; empty when it fits.
  ///
  /// @param timestamp header X-Slack-Request-Timestamp, may be empty
  /// @param signature header X-Slack-Signature, may be empty
  public Optional<String> flaw(String timestamp, String signature, byte[] body, Instant now) {
    if (!timestamp.matches("[0-9]{1,11}")) {
      return Optional.of("The header X-Slack-Request-Timestamp holds no seconds since 1970.");
    }
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((VERSION + ":" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(body);
    if (!signature.startsWith(VERSION + "=")
        || !secret.hasSigned(signed.toByteArray(), signature.substring(VERSION.length() + 1))) {
      return Optional.of("The header X-Slack-Signature is missing or does not fit time and body.");
    }
    Duration apart = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    return apart.compareTo(WINDOW) <= 0
        ? Optional.empty()
        : Optional.of("It was signed more than " + WINDOW.toMinutes() + " minutes from now.");
  }
}
