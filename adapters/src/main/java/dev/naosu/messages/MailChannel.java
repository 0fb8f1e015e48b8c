package dev.naosu.messages;

import dev.naosu.access.Role;
import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.people.Ask;
import dev.naosu.cycle.people.Channel;
import dev.naosu.cycle.people.Notice;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.cycle.people.Summary;
import dev.naosu.journal.Hash;
import jakarta.mail.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/// Tells by mail, each person on their own: a link that decides belongs to one of them. All mails
/// about an incident are one conversation.
public final class MailChannel implements Channel {
  /// As it is remembered.
  public static final String NAME = "mail";

  private static final System.Logger LOG = System.getLogger(MailChannel.class.getName());
  private static final int TIMEOUT_MILLIS = 15_000;
  private static final int MOST_SUBJECT = 150;

  /// How the way to the server is kept private.
  public enum Tls {
    /// Asked for before anything is said; without it, nothing is sent.
    STARTTLS,
    /// From the first byte.
    TLS,
    /// Not at all; for a server on this machine.
    NONE
  }

  /// Where mail goes out.
  ///
  /// @param user empty when the server asks for none
  public record Server(String host, int port, Tls tls, String user, String password) {
    /// Without the password.
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /// Somebody who gets mail.
  ///
  /// @param name as the journal says it
  public record Recipient(String name, Role role, String mail) {}

  /// @param from address of naosu
  /// @param installation stands behind the @ of the ids of mails
  /// @param tells what is told
  public record Settings(
      Server server,
      String from,
      String installation,
      List<Recipient> recipients,
      Set<Occasion> tells) {
    public Settings {
      recipients = List.copyOf(recipients);
      tells = Set.copyOf(tells);
    }
  }

  private final Settings settings;
  private final BiFunction<Card, Recipient, String> links;
  private final Mailer mailer;

  /// @param links to where a card is decided about, for each recipient one that is theirs
  public MailChannel(Settings settings, BiFunction<Card, Recipient, String> links) {
    this.settings = settings;
    this.links = links;
    this.mailer = mailer(settings.server());
  }

  private static Mailer mailer(Server server) {
    TransportStrategy strategy =
        switch (server.tls()) {
          case STARTTLS -> TransportStrategy.SMTP_TLS;
          case TLS -> TransportStrategy.SMTPS;
          case NONE -> TransportStrategy.SMTP;
        };
    var builder =
        server.user().isEmpty()
            ? MailerBuilder.withSMTPServer(server.host(), server.port())
            : MailerBuilder.withSMTPServer(
                server.host(), server.port(), server.user(), server.password());
    return builder.withTransportStrategy(strategy).withSessionTimeout(TIMEOUT_MILLIS).buildMailer();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Occasion> tells() {
    return settings.tells();
  }

  @Override
  public boolean follows() {
    return false;
  }

  @Override
  public Delivery tell(Notice notice, Before before) throws InterruptedException {
    // of news that reached some, the others hear when it is tried again
    Reached reached = Reached.parse(before.thread(), notice.key());
    List<String> missed = new ArrayList<>();
    for (Recipient each : settings.recipients()) {
      if (concerns(notice, each) && !reached.names().contains(each.name())) {
        if (send(email(notice, each))) {
          reached.names().add(each.name());
        } else {
          missed.add(each.name());
        }
      }
    }
    return missed.isEmpty()
        ? new Delivery.Done(reached.text())
        : new Delivery.NotDone(
            "mail could not be sent to "
                + missed.size()
                + " of those concerned; naosu's log says"
                + " why",
            Duration.ZERO,
            reached.names().isEmpty() ? before.thread() : reached.text());
  }

  private static boolean concerns(Notice notice, Recipient recipient) {
    return recipient
        .role()
        .covers(
            notice
                .card()
                .map(card -> card.quorum().role())
                .or(() -> notice.dossier().ask().map(ask -> ask.quorum().role()))
                .orElse(notice.occasion().wantsSomebody() ? Role.OPERATOR : Role.VIEWER));
  }

  private Email email(Notice notice, Recipient recipient) {
    String link =
        notice
            .card()
            .map(card -> links.apply(card, recipient))
            .or(() -> notice.dossier().ask().map(Ask::link))
            .orElse(notice.link());
    MailText text = new MailText(notice, link);
    String root = id(notice.name(), recipient);
    return EmailBuilder.startingBlank()
        .from("naosu", settings.from())
        .withRecipient(recipient.name(), recipient.mail(), Message.RecipientType.TO)
        // the same for all mails of an incident: some programs make conversations of subjects
        .withSubject(subject(notice.number() + " " + notice.title()))
        .withPlainText(text.plain())
        .withHTMLText(text.html())
        .fixingMessageId(id(notice.name() + "-" + notice.key(), recipient))
        .withHeader("References", root)
        .withHeader("In-Reply-To", root)
        // nobody's absence is answered to naosu
        .withHeader("Auto-Submitted", "auto-generated")
        .buildEmail();
  }

  /// The same news to the same person has the same id, however often it is sent.
  private String id(String what, Recipient recipient) {
    return "<"
        + what
        + "."
        + Hash.of(recipient.mail()).abbreviated()
        + "@"
        + settings.installation()
        + ">";
  }

  private static String subject(String text) {
    // a line end in it would begin another header
    String line = "[naosu] " + text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MOST_SUBJECT ? line : line.substring(0, MOST_SUBJECT - 1) + "…";
  }

  @Override
  public Delivery summarise(Summary summary) {
    boolean all = true;
    for (Recipient each : settings.recipients()) {
      if (each.role().covers(Role.OPERATOR)) {
        all &=
            send(
                EmailBuilder.startingBlank()
                    .from("naosu", settings.from())
                    .withRecipient(each.name(), each.mail(), Message.RecipientType.TO)
                    .withSubject(subject(summary.verdict()))
                    .withPlainText(
                        String.join("\n", summary.lines()) + "\n\n" + summary.link() + "\n")
                    .withHeader("Auto-Submitted", "auto-generated")
                    .buildEmail());
      }
    }
    return sent(all);
  }

  @Override
  public Delivery test() {
    boolean all = true;
    for (Recipient each : settings.recipients()) {
      all &=
          send(
              EmailBuilder.startingBlank()
                  .from("naosu", settings.from())
                  .withRecipient(each.name(), each.mail(), Message.RecipientType.TO)
                  .withSubject("[naosu] a test")
                  .withPlainText("naosu can reach you here. Nothing is wrong; this was a test.\n")
                  .withHeader("Auto-Submitted", "auto-generated")
                  .buildEmail());
    }
    return sent(all);
  }

  private static Delivery sent(boolean all) {
    return all
        ? new Delivery.Done(NAME)
        : new Delivery.NotDone(
            "mail could not be sent to everybody; naosu's log says why", Duration.ZERO, "");
  }

  private boolean send(Email email) {
    try {
      mailer.sendMail(email, false).join();
      return true;
    } catch (RuntimeException e) {
      // the server's own words, which name no password
      LOG.log(System.Logger.Level.WARNING, "a mail could not be sent: " + reason(e));
      return false;
    }
  }

  private static String reason(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null && last.getCause() != last) {
      last = last.getCause();
    }
    return last.getClass().getSimpleName() + ": " + last.getMessage();
  }

  /// Who has been reached by a piece of news.
  private record Reached(String key, Set<String> names) {
    static Reached parse(String thread, String key) {
      Set<String> names = new TreeSet<>();
      String[] parts = thread.split(" ", 2);
      if (parts.length == 2 && parts[0].equals(key) && !parts[1].isEmpty()) {
        names.addAll(List.of(parts[1].split(",")));
      }
      return new Reached(key, names);
    }

    String text() {
      return key + " " + String.join(",", names);
    }
  }
}
