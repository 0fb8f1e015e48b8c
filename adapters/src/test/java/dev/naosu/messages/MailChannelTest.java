package dev.naosu.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.naosu.access.Role;
import dev.naosu.cycle.people.Channel.Before;
import dev.naosu.cycle.people.Channel.Delivery;
import dev.naosu.cycle.people.Notice;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.messages.MailChannel.Recipient;
import dev.naosu.messages.MailChannel.Server;
import dev.naosu.messages.MailChannel.Tls;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailChannelTest {
  private final GreenMail greenMail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void start() {
    greenMail.start();
    greenMail.setUser("naosu@example.org", "naosu", "its password");
  }

  @AfterEach
  void stop() {
    greenMail.stop();
  }

  @Test
  void everybody_who_may_decide_gets_a_mail_with_a_link_of_their_own() throws Exception {
    assertThat(channel().tell(Notices.asking(""), Before.NOTHING))
        .isInstanceOf(Delivery.Done.class);
    MimeMessage[] got = greenMail.getReceivedMessages();
    assertThat(Stream.of(got).map(MailChannelTest::to))
        .containsExactlyInAnyOrder("ada@example.org", "bob@example.org");
    for (MimeMessage each : got) {
      String name = to(each).replaceAll("@.*", "");
      String text = text(each);
      assertThat(text).contains("https://naosu.example.org/decide/" + name);
      assertThat(text.indexOf("Doubts")).isPositive().isLessThan(text.indexOf("/decide/"));
    }
  }

  @Test
  void a_question_about_an_action_goes_to_who_may_decide_with_its_doubts_before_the_link()
      throws Exception {
    channel().tell(Notices.actionAsked(""), Before.NOTHING);
    MimeMessage[] got = greenMail.getReceivedMessages();
    assertThat(Stream.of(got).map(MailChannelTest::to))
        .containsExactlyInAnyOrder("ada@example.org", "bob@example.org");
    assertThat(got[0].getSubject()).startsWith("[naosu] action 12 service.restart");
    String text = text(got[0]);
    assertThat(text).contains("Needs", "1 of 2 have approved so far: ada", "Read it and decide");
    assertThat(text.indexOf("done twice today"))
        .isPositive()
        .isLessThan(text.indexOf("/actions/12"));
  }

  @Test
  void what_runtime_healing_could_not_help_comes_with_all_it_found() throws Exception {
    channel().tell(Notices.beyond("<b>"), Before.NOTHING);
    String text = text(greenMail.getReceivedMessages()[0]);
    assertThat(text).contains("Tried", "process.restart failed", "Evidence", "naosu evidence 7");
  }

  @Test
  void mails_about_an_incident_are_one_conversation() throws Exception {
    channel().tell(Notices.asking(""), Before.NOTHING);
    channel().tell(Notices.notice(Occasion.ESCALATED, "", Optional.empty()), Before.NOTHING);
    List<MimeMessage> ofAda =
        Stream.of(greenMail.getReceivedMessages())
            .filter(each -> to(each).startsWith("ada"))
            .toList();
    assertThat(ofAda).hasSize(2);
    assertThat(header(ofAda.get(0), "References"))
        .isEqualTo(header(ofAda.get(1), "References"))
        .isNotEqualTo(header(ofAda.get(0), "Message-ID"));
    assertThat(header(ofAda.get(0), "Message-ID")).isNotEqualTo(header(ofAda.get(1), "Message-ID"));
    assertThat(header(ofAda.get(0), "Auto-Submitted")).isEqualTo("auto-generated");
  }

  @Test
  void the_same_news_has_the_same_id_however_often_it_is_sent() throws Exception {
    channel().tell(Notices.asking(""), Before.NOTHING);
    channel().tell(Notices.asking(""), Before.NOTHING);
    assertThat(
            Stream.of(greenMail.getReceivedMessages())
                .map(each -> header(each, "Message-ID"))
                .distinct())
        .hasSize(2);
  }

  @Test
  void hostile_text_adds_no_header_and_no_markup() throws Exception {
    Notice hostile = Notices.asking(Notices.HOSTILE + "\r\nBcc: eve@example.org");
    channel().tell(hostile, Before.NOTHING);
    MimeMessage got = greenMail.getReceivedMessages()[0];
    assertThat(got.getHeader("Bcc")).isNull();
    assertThat(got.getAllRecipients()).hasSize(1);
    String html = GreenMailUtil.getBody(got).split("text/html", 2)[1];
    assertThat(html).doesNotContain("<!channel>", "<b>\"", "</pre> ");
  }

  @Test
  void who_was_reached_is_not_written_to_again_when_others_are_tried_again() throws Exception {
    Notice notice = Notices.asking("");
    channel().tell(notice, new Before(notice.key() + " ada", ""));
    assertThat(Stream.of(greenMail.getReceivedMessages()).map(MailChannelTest::to))
        .containsExactly("bob@example.org");
  }

  @Test
  void a_server_that_is_away_or_refuses_the_password_is_told_without_it() throws Exception {
    MailChannel channel = channel();
    greenMail.stop();
    assertThat(channel.tell(Notices.asking(""), Before.NOTHING))
        .isInstanceOfSatisfying(
            Delivery.NotDone.class,
            no -> assertThat(no.why()).contains("2 of those").doesNotContain("its password"));
  }

  @Test
  void without_starttls_nothing_is_sent_where_it_is_asked_for() throws Exception {
    assertThat(channel(Tls.STARTTLS).test()).isInstanceOf(Delivery.NotDone.class);
    assertThat(greenMail.getReceivedMessages()).isEmpty();
  }

  @Test
  void a_test_reaches_everybody() throws Exception {
    assertThat(channel().test()).isInstanceOf(Delivery.Done.class);
    assertThat(greenMail.getReceivedMessages()).hasSize(3);
  }

  private MailChannel channel() {
    return channel(Tls.NONE);
  }

  private MailChannel channel(Tls tls) {
    return new MailChannel(
        new MailChannel.Settings(
            new Server("127.0.0.1", greenMail.getSmtp().getPort(), tls, "naosu", "its password"),
            "naosu@example.org",
            "naosu.example.org",
            List.of(
                new Recipient("ada", Role.APPROVER, "ada@example.org"),
                new Recipient("bob", Role.ADMIN, "bob@example.org"),
                new Recipient("eve", Role.VIEWER, "eve@example.org")),
            Occasion.urgent()),
        (_, recipient) -> "https://naosu.example.org/decide/" + recipient.name());
  }

  private static String to(MimeMessage message) {
    try {
      return ((InternetAddress) message.getRecipients(Message.RecipientType.TO)[0]).getAddress();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(MimeMessage message, String name) {
    try {
      return message.getHeader(name)[0];
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Without the soft line ends of quoted-printable.
  private static String text(MimeMessage message) {
    return GreenMailUtil.getBody(message).replace("=\r\n", "").replace("=3D", "=");
  }
}
