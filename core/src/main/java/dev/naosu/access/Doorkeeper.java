package dev.naosu.access;

import dev.naosu.journal.Entry;
import dev.naosu.journal.Journal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Lets people and programs in, and says who they are. What it hands out is shown once; only its
/// hash is kept.
public final class Doorkeeper {
  private static final Duration SESSION = Duration.ofHours(12);
  private static final Duration ONE_TIME = Duration.ofDays(1);

  /// Longest life of an API token.
  public static final Duration LONGEST = Duration.ofDays(366);

  /// How long an expired token is still known as one that expired.
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private static final int FREE_PER_NAME = 5;
  private static final int FREE_PER_ADDRESS = 20;

  /// Passwords that are looked at at once: each takes a core for a good part of a second.
  private static final int AT_ONCE = 2;

  private final Accounts accounts;
  private final Journal journal;
  private final InstantSource clock;
  private final Secrets secrets;
  private final Passwords passwords;
  private final Patience withNames = new Patience(FREE_PER_NAME);
  private final Patience withAddresses = new Patience(FREE_PER_ADDRESS);
  private final Semaphore looking = new Semaphore(AT_ONCE);

  public Doorkeeper(
      Accounts accounts,
      Journal journal,
      InstantSource clock,
      SecureRandom random,
      Passwords passwords) {
    this.accounts = accounts;
    this.journal = journal;
    this.clock = clock;
    this.secrets = new Secrets(random);
    this.passwords = passwords;
  }

  /// What a secret proves.
  public sealed interface Recognised {
    record Known(Visitor visitor) implements Recognised {}

    record Expired(Instant since) implements Recognised {}

    record Unknown() implements Recognised {}
  }

  /// What came of signing in.
  public sealed interface Admission {
    /// @param secret of the session or the token; shown once
    record Admitted(String secret, ApiToken token) implements Admission {}

    /// Name or password or token is wrong; which one is not told.
    record Refused() implements Admission {}

    /// Too many were wrong.
    record Later(Duration pause) implements Admission {}

    /// What was asked for cannot be had; nothing was used up.
    ///
    /// @param why in one sentence, with what to do
    record Impossible(String why) implements Admission {}
  }

  /// A token that makes the first person or the first API token, when there is neither. An older
  /// one is no longer good.
  ///
  /// @return the secret, to be shown on the terminal of who starts naosu; empty when somebody can
  ///   sign in already
  public Optional<String> firstToken() {
    Instant now = clock.instant();
    accounts.forget(now.minus(REMEMBERED));
    boolean adminToken =
        accounts.tokens(ApiToken.Kind.API).stream()
            .anyMatch(token -> token.role() == Role.ADMIN && !token.isExpired(now));
    if (adminToken || accounts.people().stream().anyMatch(each -> each.role() == Role.ADMIN)) {
      return Optional.empty();
    }
    accounts.tokens(ApiToken.Kind.ONE_TIME).forEach(token -> accounts.revoke(token.id()));
    return Optional.of(
        issue(
                ApiToken.Kind.ONE_TIME,
                "first-start",
                Role.ADMIN,
                ONE_TIME,
                "naosu",
                Optional.empty())
            .secret());
  }

  /// Who shows this secret.
  ///
  /// @param kind what it is shown as: a session is no API token
  public Recognised recognise(String secret, ApiToken.Kind kind) {
    Optional<ApiToken> token =
        Secrets.id(secret)
            .flatMap(accounts::token)
            .filter(each -> Secrets.equal(each.digest(), Secrets.digest(secret)))
            .filter(each -> each.kind() == kind);
    if (token.isEmpty()) {
      return new Recognised.Unknown();
    }
    ApiToken known = token.get();
    return known.isExpired(clock.instant())
        ? new Recognised.Expired(known.expires())
        : new Recognised.Known(new Visitor(actor(known), known.role(), known.id()));
  }

  /// Whether somebody whose secret was recognised before is still let in: what proved it was
  /// neither revoked nor has it expired.
  public boolean stillKnows(Visitor visitor) {
    Instant now = clock.instant();
    return accounts.token(visitor.token()).filter(token -> !token.isExpired(now)).isPresent();
  }

  /// Who answers for a visitor: of a token, and of a session that was opened with one, who has made
  /// it; otherwise the visitor. Somebody and their tokens are one person.
  public String behind(Visitor visitor) {
    Optional<ApiToken> shown = accounts.token(visitor.token());
    return shown
        .flatMap(ApiToken::openedWith)
        .flatMap(accounts::token)
        .or(() -> shown)
        .filter(token -> token.kind() == ApiToken.Kind.API)
        .map(ApiToken::by)
        // the first token is made by nobody
        .filter(by -> !by.equals("naosu"))
        .orElse(visitor.name());
  }

  /// Signs somebody in.
  ///
  /// @param address where it is tried from; guesses are counted by name and address, and by
  ///   address, so that nobody can lock another one out from elsewhere
  public Admission signIn(String name, String password, String address) {
    Instant now = clock.instant();
    String who = name.toLowerCase(Locale.ROOT).strip();
    String place = who + " from " + address;
    Duration left = longer(withNames.left(place, now), withAddresses.left(address, now));
    if (!left.isZero()) {
      return new Admission.Later(left);
    }
    if (!looking.tryAcquire()) {
      return new Admission.Later(Duration.ofSeconds(1));
    }
    Optional<Person> found;
    try {
      found = Person.isName(who) ? accounts.person(who) : Optional.empty();
      boolean right =
          found
              .map(person -> passwords.matches(password, person.password()))
              .orElseGet(() -> passwords.matchesNobody(password));
      if (!right) {
        found = Optional.empty();
      }
    } finally {
      looking.release();
    }
    if (found.isEmpty()) {
      withNames.failed(place, now);
      withAddresses.failed(address, now);
      return new Admission.Refused();
    }
    withNames.succeeded(place);
    return session(found.get().name(), found.get().role(), SESSION, Optional.empty());
  }

  /// Opens a session for the holder of an API token. It ends with the token.
  public Admission signIn(String secret, String address) {
    Instant now = clock.instant();
    Duration left = withAddresses.left(address, now);
    if (!left.isZero()) {
      return new Admission.Later(left);
    }
    if (!(recognise(secret, ApiToken.Kind.API) instanceof Recognised.Known(Visitor visitor))) {
      withAddresses.failed(address, now);
      return new Admission.Refused();
    }
    Duration life =
        accounts
            .token(visitor.token())
            .map(token -> Duration.between(now, token.expires()))
            .filter(rest -> rest.compareTo(SESSION) < 0)
            .orElse(SESSION);
    return session(visitor.name(), visitor.role(), life, Optional.of(visitor.token()));
  }

  /// Opens a session for somebody whom an identity provider vouches for. It is written in the
  /// journal: nobody here has added them.
  ///
  /// A name belongs to one authority at a time. A person who has a password here is not stood for
  /// by a provider, where others choose the names.
  ///
  /// @return admitted, or impossible
  public Admission signInVouched(Voucher voucher, Role role) {
    String name = voucher.name();
    if (!Person.isName(name)) {
      return new Admission.Impossible(
          "the identity provider's name for you cannot be used here: small letters, digits and"
              + " . _ @ - only, at most 64; ask for another claim to be used as the name");
    }
    if (accounts.person(name).isPresent()) {
      return new Admission.Impossible(hasPassword(name));
    }
    Admission.Admitted made =
        issue(ApiToken.Kind.SESSION, name, role, SESSION, voucher.issuer(), Optional.empty());
    String id = made.token().id();
    try {
      tell(
          "session-" + id,
          name,
          "signed in as " + role.word(),
          voucher.issuer(),
          "vouched for as subject " + voucher.subject());
    } catch (RuntimeException e) {
      accounts.revoke(id);
      throw e;
    }
    if (accounts.person(name).isPresent()) {
      // added meanwhile: whoever comes second here or in add() sees the other
      accounts.revoke(id);
      return new Admission.Impossible(hasPassword(name));
    }
    return made;
  }

  /// Who is signed in because an identity provider vouched for them, the latest first.
  public List<ApiToken> vouched() {
    Instant now = clock.instant();
    return accounts.tokens(ApiToken.Kind.SESSION).stream()
        .filter(token -> isVouched(token) && !token.isExpired(now))
        .toList();
  }

  /// Makes the first person, an admin, and signs in. The one-time token is used up.
  public Admission begin(String oneTime, String name, String password, String address) {
    if (!Person.isName(name)) {
      return new Admission.Impossible(badName());
    }
    if (!Passwords.isAcceptable(password)) {
      return new Admission.Impossible(badPassword());
    }
    if (accounts.person(name).isPresent()) {
      return new Admission.Impossible(taken(name));
    }
    Admission used = use(oneTime, address);
    if (!(used instanceof Admission.Admitted)) {
      return used;
    }
    accounts.add(new Person(name, Role.ADMIN, passwords.hash(password)));
    endVouched(name);
    tell("person-first-" + name, name, "first admin", name, "made with the one-time token");
    return session(name, Role.ADMIN, SESSION, Optional.empty());
  }

  /// Exchanges the one-time token for an API token of an admin.
  public Admission exchange(String oneTime, String name, Duration life, String address) {
    if (!ApiToken.isName(name)) {
      return new Admission.Impossible(badTokenName());
    }
    if (life.isNegative() || life.isZero() || life.compareTo(LONGEST) > 0) {
      return new Admission.Impossible(badLife());
    }
    Admission used = use(oneTime, address);
    if (!(used instanceof Admission.Admitted)) {
      return used;
    }
    return token(name, Role.ADMIN, life, "naosu");
  }

  /// Makes an API token.
  ///
  /// @return admitted, or impossible
  public Admission create(Visitor by, String name, Role role, Duration life) {
    if (!ApiToken.isName(name)) {
      return new Admission.Impossible(badTokenName());
    }
    if (life.isNegative() || life.isZero() || life.compareTo(LONGEST) > 0) {
      return new Admission.Impossible(badLife());
    }
    return token(name, role, life, by.name());
  }

  /// The API tokens, without their secrets, the latest first.
  public List<ApiToken> tokens() {
    return accounts.tokens(ApiToken.Kind.API);
  }

  /// @return false when there is no such API token
  public boolean revoke(Visitor by, String id) {
    Optional<ApiToken> token = accounts.token(id).filter(each -> each.kind() == ApiToken.Kind.API);
    if (token.isEmpty()) {
      return false;
    }
    tell("token-revoked-" + id, by.name(), "revoked a token", "token " + id, token.get().name());
    return accounts.revoke(id);
  }

  /// Ends a session. Of anything else, nothing happens.
  public void signOut(Visitor visitor) {
    accounts
        .token(visitor.token())
        .filter(token -> token.kind() == ApiToken.Kind.SESSION)
        .ifPresent(token -> accounts.revoke(token.id()));
  }

  public List<Person> people() {
    return accounts.people();
  }

  /// Adds somebody.
  ///
  /// @return why not, with what to do; empty when it was done
  public Optional<String> add(Visitor by, String name, Role role, String password) {
    if (!Person.isName(name)) {
      return Optional.of(badName());
    }
    if (!Passwords.isAcceptable(password)) {
      return Optional.of(badPassword());
    }
    if (accounts.person(name).isPresent()) {
      return Optional.of(taken(name));
    }
    Person person = new Person(name, role, passwords.hash(password));
    tell(
        "person-added-" + name + "-" + clock.instant().toEpochMilli(),
        by.name(),
        "added a person",
        name,
        role.word());
    if (!accounts.add(person)) {
      return Optional.of(taken(name));
    }
    endVouched(name);
    return Optional.empty();
  }

  /// Removes somebody. Of who came by an identity provider, the sessions end; who may come again is
  /// said there.
  ///
  /// @return false when there is nobody of that name
  public boolean remove(Visitor by, String name) {
    boolean isPerson = accounts.person(name).isPresent();
    if (!isPerson && vouched().stream().noneMatch(token -> token.name().equals(name))) {
      return false;
    }
    tell(
        "person-removed-" + name + "-" + clock.instant().toEpochMilli(),
        by.name(),
        isPerson ? "removed a person" : "ended the sessions of a person",
        name,
        "");
    return accounts.remove(name) || !isPerson;
  }

  /// The name means somebody else from now on.
  private void endVouched(String name) {
    accounts.tokens(ApiToken.Kind.SESSION).stream()
        .filter(token -> isVouched(token) && token.name().equals(name))
        .forEach(token -> accounts.revoke(token.id()));
  }

  private Admission use(String oneTime, String address) {
    Instant now = clock.instant();
    Duration left = withAddresses.left(address, now);
    if (!left.isZero()) {
      return new Admission.Later(left);
    }
    if (recognise(oneTime, ApiToken.Kind.ONE_TIME) instanceof Recognised.Known(Visitor visitor)) {
      Optional<ApiToken> token = accounts.token(visitor.token());
      // of two who use it at the same time, one is let in
      if (token.isPresent() && accounts.revoke(visitor.token())) {
        return new Admission.Admitted("", token.get());
      }
    }
    withAddresses.failed(address, now);
    return new Admission.Refused();
  }

  private Admission session(String name, Role role, Duration life, Optional<String> openedWith) {
    return issue(ApiToken.Kind.SESSION, name, role, life, name, openedWith);
  }

  private Admission token(String name, Role role, Duration life, String by) {
    Admission.Admitted made = issue(ApiToken.Kind.API, name, role, life, by, Optional.empty());
    String id = made.token().id();
    try {
      tell("token-" + id, by, "made a token", "token " + id, name + ", " + role.word());
    } catch (RuntimeException e) {
      accounts.revoke(id);
      throw e;
    }
    return made;
  }

  private Admission.Admitted issue(
      ApiToken.Kind kind,
      String name,
      Role role,
      Duration life,
      String by,
      Optional<String> openedWith) {
    Secrets.Secret secret = secrets.make();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ApiToken token =
        new ApiToken(
            secret.id(),
            kind,
            name,
            role,
            Secrets.digest(secret.text()),
            now,
            now.plus(life),
            by,
            openedWith);
    accounts.add(token);
    return new Admission.Admitted(secret.text(), token);
  }

  private void tell(String key, String actor, String action, String subject, String detail) {
    journal.append(new Entry(key, clock.instant(), actor, action, subject, detail, List.of()));
  }

  private static String actor(ApiToken token) {
    return token.kind() == ApiToken.Kind.SESSION ? token.name() : "token:" + token.name();
  }

  /// Other sessions are made by who signs in.
  private static boolean isVouched(ApiToken token) {
    return token.openedWith().isEmpty() && !token.by().equals(token.name());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static String badName() {
    return "a name has small letters, digits and . _ @ - only, begins with a letter or digit, and"
        + " has at most 64 of them; choose such a name";
  }

  private static String badTokenName() {
    return "the name of a token has letters, digits and . _ - only, and at most 64 of them; choose"
        + " such a name, for example ci";
  }

  private static String badPassword() {
    return "a password has " + Passwords.SHORTEST + " to 200 letters; choose a longer one";
  }

  private static String badLife() {
    return "a token lives from a second to " + LONGEST.toDays() + " days; choose a time between";
  }

  private static String hasPassword(String name) {
    return "somebody called "
        + name
        + " has a password here, and the identity provider cannot stand for that account; sign in"
        + " with the password, or ask an admin to remove the account";
  }

  private static String taken(String name) {
    return "there is somebody called " + name + " already; choose another name, or remove that one";
  }
}
