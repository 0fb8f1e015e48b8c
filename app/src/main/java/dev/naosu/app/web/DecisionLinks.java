package dev.naosu.app.web;

import dev.naosu.access.SharedSecret;
import dev.naosu.cycle.incident.Card;
import dev.naosu.journal.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Links that let one person decide about one card once, without signing in: whoever reads their
/// mail is believed to be them. They are signed, expire, and name the address that they were sent
/// to.
public final class DecisionLinks {
  /// Where they lead.
  public static final String PATH = "/decide/";

  private static final int NONCE_BYTES = 12;
  private static final int MOST_LETTERS = 600;
  private static final Pattern WORDS =
      Pattern.compile(
          "([1-9][0-9]{0,17}) ([0-9a-f]{16}) ([a-z0-9._@-]{1,64}) ([0-9a-f]{12}) ([0-9]{1,11})"
              + " ([0-9a-f]{24})");

  private final SharedSecret key;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Duration life;

  /// @param key that only naosu knows
  /// @param random that nobody can guess
  /// @param life of a link
  public DecisionLinks(
      SharedSecret key, RandomGenerator random, InstantSource clock, Duration life) {
    this.key = key;
    this.random = random;
    this.clock = clock;
    this.life = life;
  }

  /// What a link says.
  ///
  /// @param card name of the card
  /// @param address of the person, abbreviated hash
  /// @param nonce unique; what is used up
  public record Link(
      long incident, String card, String name, String address, Instant expires, String nonce) {
    /// Whether it was sent to them.
    public boolean isOf(Colleague colleague) {
      return colleague.name().equals(name)
          && colleague.mail().map(DecisionLinks::abbreviated).filter(address::equals).isPresent();
    }
  }

  /// What stands behind the path.
  public String token(Card card, String name, String mail) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    String words =
        card.incident()
            + " "
            + card.seen()
            + " "
            + name
            + " "
            + abbreviated(mail)
            + " "
            + clock.instant().plus(life).getEpochSecond()
            + " "
            + HexFormat.of().formatHex(nonce);
    return encoded(words) + "." + signed("link", words);
  }

  /// What a link says, whether or not it has expired; empty when naosu has not made it.
  public Optional<Link> read(String token) {
    int dot = token.indexOf('.');
    if (dot < 0 || token.length() > MOST_LETTERS) {
      return Optional.empty();
    }
    String words;
    try {
      words =
          new String(
              Base64.getUrlDecoder().decode(token.substring(0, dot)), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    Matcher matcher = WORDS.matcher(words);
    if (!hasSigned("link", words, token.substring(dot + 1)) || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Link(
            Long.parseLong(matcher.group(1)),
            matcher.group(2),
            matcher.group(3),
            matcher.group(4),
            Instant.ofEpochSecond(Long.parseLong(matcher.group(5))),
            matcher.group(6)));
  }

  public boolean isExpired(Link link) {
    return !clock.instant().isBefore(link.expires());
  }

  /// A word that a page carries to say when it was shown; nobody else can make one.
  public String shownNow(Link link) {
    String time = Long.toString(clock.instant().getEpochSecond());
    return time + "." + signed("shown", link.nonce() + " " + time);
  }

  /// When the page was shown; empty when that is not what naosu wrote.
  public Optional<Instant> shown(Link link, String word) {
    int dot = word.indexOf('.');
    if (dot < 1 || dot > 11 || !word.substring(0, dot).matches("[0-9]+")) {
      return Optional.empty();
    }
    String time = word.substring(0, dot);
    return hasSigned("shown", link.nonce() + " " + time, word.substring(dot + 1))
        ? Optional.of(Instant.ofEpochSecond(Long.parseLong(time)))
        : Optional.empty();
  }

  private String signed(String use, String words) {
    return key.sign((use + "\n" + words).getBytes(StandardCharsets.UTF_8));
  }

  private boolean hasSigned(String use, String words, String signature) {
    return key.hasSigned((use + "\n" + words).getBytes(StandardCharsets.UTF_8), signature);
  }

  private static String abbreviated(String mail) {
    return Hash.of(mail).abbreviated();
  }

  private static String encoded(String words) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(words.getBytes(StandardCharsets.UTF_8));
  }
}
