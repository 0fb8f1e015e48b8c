package dev.naosu.faults;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Collectors;

/// A fault inside of a JVM, done by an agent that is sent there. The agent ends it by itself too.
final class InsideJvm implements Doing {
  private final Note note;
  private final Quarry quarry;

  InsideJvm(Note note) {
    this.note = note;
    this.quarry = new Quarry(note.number("pid"), note.number("birth"));
  }

  @Override
  public String begin() throws IOException {
    return told("begin");
  }

  @Override
  public String end() throws IOException {
    return quarry.isThere()
        ? told("end")
        : "process " + quarry.pid() + " has ended meanwhile, and the fault with it";
  }

  private String told(String what) throws IOException {
    if (!quarry.isThere()) {
      throw new IOException("process " + quarry.pid() + " is gone");
    }
    Path answer = Files.createTempFile("naosu-chaos", ".answer");
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(quarry.pid()));
      try {
        machine.loadAgent(
            note.text("agent"), options(note.with("do", what).with("answer", answer.toString())));
      } finally {
        machine.detach();
      }
      String said = Files.readString(answer).strip();
      if (!said.startsWith("ok ")) {
        throw new IOException(said.isEmpty() ? "the agent said nothing" : said);
      }
      return said.substring("ok ".length());
    } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
      throw new IOException(
          "the JVM of process "
              + quarry.pid()
              + " takes no agent; it must be of the same user and not be started with"
              + " -XX:+DisableAttachMechanism or -XX:-EnableDynamicAgentLoading",
          e);
    } finally {
      Files.deleteIfExists(answer);
    }
  }

  private static String options(Note note) {
    return note.values().entrySet().stream()
        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String value) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }
}
