package dev.naosu.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.ship.Change;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.ship.publish.Refusal;
import dev.naosu.ship.publish.Refusal.Rule;
import dev.naosu.ship.publish.Reply;
import dev.naosu.ship.pull.ForgeTrouble.Kind;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Pull.Standing;
import dev.naosu.ship.pull.Remark;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import dev.naosu.ship.revert.Undo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublisherDoorTest {
  private static final String COMMIT = "0123456789012345678901234567890123456789";
  private static final Pull PULL =
      new Pull(7, "https://forge.example/7", new Standing.Open(), "auto-fix/x", COMMIT, "text");
  private static final Proposal PROPOSAL = new Proposal("auto-fix/x", "main", "fix: it", "text\n");

  @TempDir Path place;

  @Test
  void every_question_and_every_answer_arrives_as_it_was_sent() throws Exception {
    List<Ask> asks =
        List.of(
            new Ask.Hello(""),
            new Ask.Refresh("shop"),
            new Ask.Publish(
                "shop",
                Parcel.of(
                    Parcel.Kind.OFFER,
                    COMMIT,
                    "auto-fix/x",
                    new Change(Map.of("Ä.java", "é\n"), Map.of("Ä.java", "\u0000\n")),
                    new CommitMessage("fix: it", "body"),
                    List.of("it passes"))),
            new Ask.Forward("shop", "auto-fix/x"),
            new Ask.Revert("shop", Undo.of(COMMIT, COMMIT, "why"), "revert/x"),
            new Ask.Self("shop"),
            new Ask.From("shop", "auto-fix/x"),
            new Ask.Open("shop", PROPOSAL),
            new Ask.Revise("shop", 7, PROPOSAL),
            new Ask.Label("shop", 7),
            new Ask.Invite("shop", 7, new Reviewers(List.of("ada"), List.of("team"))),
            new Ask.Remarks("shop", 7),
            new Ask.Say("shop", 7, "text"),
            new Ask.MayWrite("shop", "ada"),
            new Ask.Merge("shop", "auto-fix/x", COMMIT),
            new Ask.Close("shop", 7),
            new Ask.Author("shop", COMMIT),
            new Ask.Bringing("shop", COMMIT),
            new Ask.Suggest(
                "shop", PULL, new Suggestion("Cart.java", 1, 2, List.of("a", "b"), "words")));
    assertThat(asks.stream().map(Object::getClass).distinct())
        .as("none is left out")
        .hasSize(Ask.class.getPermittedSubclasses().length);
    for (Ask each : asks) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Letters.send(each, bytes);
      assertThat(Letters.askFrom(new ByteArrayInputStream(bytes.toByteArray()))).isEqualTo(each);
    }
    List<Reply> replies =
        List.of(
            new Reply.Done(),
            new Reply.Told(true),
            new Reply.Words(List.of("a")),
            new Reply.Found(
                List.of(
                    PULL,
                    new Pull(8, "u", new Standing.Merged(COMMIT), "b", COMMIT, ""),
                    new Pull(9, "u", new Standing.Closed("ada"), "b", COMMIT, ""))),
            new Reply.Said(List.of(new Remark("1", "ada", "text"))),
            new Reply.Pushed("auto-fix/x", "0123456"),
            new Reply.Merged(COMMIT),
            new Reply.NotYet("checks run"),
            new Reply.Refused(new Refusal(Rule.PLACE, "pom.xml", "remedy")),
            new Reply.NotTaken("why", "remedy"),
            new Reply.Troubled(Kind.PASSING, "why", "remedy"),
            new Reply.Away("why"));
    assertThat(replies.stream().map(Object::getClass).distinct())
        .as("none is left out")
        .hasSize(Reply.class.getPermittedSubclasses().length);
    for (Reply each : replies) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Letters.send(each, bytes);
      assertThat(Letters.replyFrom(new ByteArrayInputStream(bytes.toByteArray()))).isEqualTo(each);
    }
  }

  @Test
  void only_the_owner_gets_to_the_socket_unless_others_are_named() throws Exception {
    Path own = place.resolve("own");
    Path shared = place.resolve("shared");
    try (PublisherDoor _ = PublisherDoor.open(own, Set.of(), _ -> new Reply.Done());
        PublisherDoor _ = PublisherDoor.open(shared, Set.of("naosu"), _ -> new Reply.Done())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
          .isEqualTo("rw-rw----");
      assertThat(new PublisherClient(shared).ask(new Ask.Hello(""))).isEqualTo(new Reply.Done());
      assertThatThrownBy(() -> PublisherDoor.open(own, Set.of(), _ -> new Reply.Done()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another publisher answers");
    }
    assertThat(own).doesNotExist();
  }

  @Test
  void what_a_dead_publisher_left_behind_is_replaced() throws Exception {
    Path socket = place.resolve("door");
    Files.writeString(socket, "");
    try (PublisherDoor _ = PublisherDoor.open(socket, Set.of(), _ -> new Reply.Told(true))) {
      assertThat(new PublisherClient(socket).ask(new Ask.Hello("")))
          .isEqualTo(new Reply.Told(true));
    }
    assertThatThrownBy(() -> new PublisherClient(socket).ask(new Ask.Hello("")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be asked");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "{\"is\":\"Hello\"}",
        "{\"is\":\"java.lang.ProcessBuilder\",\"service\":\"shop\"}",
        "{\"is\":\"Refresh\",\"service\":null}",
        "{\"is\":\"Refresh\",\"service\":\"shop\",\"location\":\"https://evil.example\"}",
        "{\"is\":\"Say\",\"service\":\"shop\",\"number\":null,\"markdown\":\"x\"}",
        "{\"is\":\"Refresh\",\"service\":\"shop\"} and more"
      })
  void what_is_no_question_is_answered_as_such(String text) throws Exception {
    Path socket = place.resolve("door");
    try (PublisherDoor _ =
            PublisherDoor.open(
                socket,
                Set.of(),
                _ -> {
                  throw new IllegalStateException("nobody should get here");
                });
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ByteBuffer buffer = ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes);
      channel.write(buffer.flip());
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      byte[] answer = in.readNBytes(in.readInt());
      assertThat(new String(answer, StandardCharsets.UTF_8)).contains("does not understand");
    }
  }

  @Test
  void whoever_is_interrupted_does_not_wait_for_an_answer() throws Exception {
    Path socket = place.resolve("door");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (PublisherDoor _ =
        PublisherDoor.open(
            socket,
            Set.of(),
            _ -> {
              asked.countDown();
              end.await();
              return new Reply.Done();
            })) {
      CountDownLatch interrupted = new CountDownLatch(1);
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      new PublisherClient(socket).ask(new Ask.Hello(""));
                    } catch (InterruptedException _) {
                      interrupted.countDown();
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      asked.await();
      waiting.interrupt();
      interrupted.await();
    } finally {
      end.countDown();
    }
  }
}
