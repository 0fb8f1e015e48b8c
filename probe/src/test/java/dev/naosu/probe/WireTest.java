package dev.naosu.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final TestId ID = new TestId("a.B", "m", "junit4|m(a.B)");

  private static Message roundTrip(Message message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Wire.write(new DataOutputStream(bytes), message);
    return read(bytes.toByteArray());
  }

  private static Message read(byte... bytes) throws IOException {
    return Wire.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  @Test
  void a_result_arrives_as_it_was_sent() throws IOException {
    Failure cause =
        new Failure("C", "why", List.of(), List.of(), Optional.empty(), Optional.empty());
    Failure failure =
        new Failure(
            "E",
            "größer",
            List.of(new StackTraceElement("a.B", "m", null, 7)),
            List.of(cause),
            Optional.of("1"),
            Optional.of("2"));
    TestResult sent =
        new TestResult(
            ID, Status.FAILED, 12, 34, Optional.of(failure), "out", new int[] {3, 5000, 70000});
    TestResult got = (TestResult) roundTrip(sent);
    assertThat(got).usingRecursiveComparison().isEqualTo(sent);
  }

  @Test
  void an_attempt_arrives_as_it_was_sent() throws IOException {
    Attempt sent =
        new Attempt(
            9, 2, 5, Map.of("a.B", new byte[] {1, 2}), List.of(ID), true, 1000, 2_000_000_000_000L);
    assertThat(roundTrip(sent)).usingRecursiveComparison().isEqualTo(sent);
  }

  @Test
  void the_other_messages_arrive_as_they_were_sent() throws IOException {
    List<Message> all =
        List.of(
            new Hello("25.0.1", 77, true),
            new Configure(List.of("m"), List.of("t"), List.of("l"), true, false, 5),
            new RunAll(1, List.of("a.B", "a.C"), 2, 3),
            new ProbeTable(
                List.of(
                    new ProbePoint("a.B", "m()V", 65535, ProbePoint.Kind.LINE, 0, 0),
                    new ProbePoint("a.B", "m()V", 3, ProbePoint.Kind.BRANCH, 2, 1))),
            new Differences(new int[] {0, 3}, new long[] {0, -7}),
            new Boot("a.Main", List.of("--port=1")),
            new BeginRequest(7, -1, 3_000_000_000L),
            new EndRequest(true, false),
            new RequestSeen(
                true,
                false,
                5,
                List.of(
                    new Failure(
                        "E", "m", List.of(), List.of(), Optional.empty(), Optional.empty())),
                new int[] {1, 9}),
            new Switchable(6, "$x$", Map.of("a.B", new byte[] {1, 2})),
            new Done(4, true, 65, true, Optional.of("no")));
    for (Message sent : all) {
      assertThat(roundTrip(sent)).usingRecursiveComparison().isEqualTo(sent);
    }
  }

  @Test
  void long_texts_and_traces_are_cut() throws IOException {
    StackTraceElement frame = new StackTraceElement("a.B", "m", "B.java", 1);
    Failure huge =
        new Failure(
            "E",
            "€".repeat(1_000_000),
            java.util.Collections.nCopies(5000, frame),
            List.of(),
            Optional.empty(),
            Optional.empty());
    TestResult got =
        (TestResult)
            roundTrip(new TestResult(ID, Status.ERROR, 0, 0, Optional.of(huge), "", new int[0]));
    assertThat(got.failure().orElseThrow().message()).hasSize(16 * 1024);
    assertThat(got.failure().orElseThrow().frames()).hasSize(200);
  }

  @Test
  void rubbish_is_refused_whatever_it_is() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = new byte[random.nextInt(60)];
      random.nextBytes(payload);
      byte[] frame = new byte[payload.length + 5];
      frame[3] = (byte) payload.length;
      frame[4] = (byte) random.nextInt(15);
      System.arraycopy(payload, 0, frame, 5, payload.length);
      try {
        read(frame);
      } catch (ProtocolException expected) {
        // the only exception a complete frame may cause
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void a_frame_that_claims_to_be_huge_is_refused() {
    assertThatThrownBy(() -> read((byte) 0x7f, (byte) 0, (byte) 0, (byte) 0, (byte) 5))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void a_stream_that_ends_is_told_from_rubbish() {
    assertThatThrownBy(() -> read()).isInstanceOf(EOFException.class);
  }
}
