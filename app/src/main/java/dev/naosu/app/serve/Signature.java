package dev.naosu.app.serve;

import dev.naosu.access.SharedSecret;
import dev.naosu.app.web.SignalDecoder.Delivery;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How a delivery shows that it comes from who it should.
sealed interface Signature {
  /// What stands before the digits of an HMAC.
  String SCHEME = "sha256=";

  /// What is wrong with it, without a word that would help to forge one; empty when it fits.
  Optional<String> flaw(Delivery delivery);

  String remedy();

  /// As GitHub signs: the body, whenever it was sent. What is sent again has the id of the first
  /// time and changes nothing.
  record OfGithub(SharedSecret secret) implements Signature {
    private static final String HEADER = "x-hub-signature-256";

    @Override
    public Optional<String> flaw(Delivery delivery) {
      String said = delivery.headers().getOrDefault(HEADER, "");
      return said.startsWith(SCHEME)
              && secret.hasSigned(delivery.body().bytes(), said.substring(SCHEME.length()))
          ? Optional.empty()
          : Optional.of("The header X-Hub-Signature-256 is missing or does not fit the body.");
    }

    @Override
    public String remedy() {
      return "Give the webhook at GitHub the secret that github names in the server's configuration.";
    }
  }

  /// naosu's own: body and time, so that what somebody has listened to is soon worth nothing.
  ///
  /// @param secrets by the name of the sender, which the path ends with
  record OfSender(Map<String, SharedSecret> secrets) implements Signature {
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final String HEADER = "x-naosu-signature-256";
    private static final String TIME = "x-naosu-timestamp";

    public OfSender {
      secrets = Map.copyOf(secrets);
    }

    @Override
    public Optional<String> flaw(Delivery delivery) {
      SharedSecret secret = secrets.get(delivery.query().getOrDefault("name", ""));
      String time = delivery.headers().getOrDefault(TIME, "");
      String said = delivery.headers().getOrDefault(HEADER, "");
      if (!time.matches("[0-9]{1,11}")) {
        return Optional.of("The header X-Naosu-Timestamp holds no seconds since 1970.");
      }
      // an unknown sender is told the same as a wrong signature: names are nobody's business
      if (secret == null
          || !said.startsWith(SCHEME)
          || !secret.hasSigned(signed(time, delivery), said.substring(SCHEME.length()))) {
        return Optional.of(
            "The header X-Naosu-Signature-256 is missing, does not fit time and body, or its sender"
                + " is not known.");
      }
      Duration apart =
          Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), delivery.received()).abs();
      return apart.compareTo(WINDOW) <= 0
          ? Optional.empty()
          : Optional.of("It was signed more than " + WINDOW.toMinutes() + " minutes from now.");
    }

    @Override
    public String remedy() {
      return "Sign the timestamp, a dot and the body with the secret under webhooks, by HMAC-SHA-256,"
          + " just before it is sent (docs/webhooks.md).";
    }

    private static byte[] signed(String time, Delivery delivery) {
      ByteArrayOutputStream signed = new ByteArrayOutputStream();
      signed.writeBytes((time + ".").getBytes(StandardCharsets.UTF_8));
      signed.writeBytes(delivery.body().bytes());
      return signed.toByteArray();
    }
  }
}
