package dev.naosu.faults;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The program that holds one fault. It is told which one on its standard input, says `on` once it
/// acts, and puts it back at the first of these: it reads another line; its input ends, because
/// whoever began it is gone; its time is over; it is asked to end. Then it says `off`.
public final class Holder {
  private final Doing doing;
  private final Path note;
  private final PrintStream out;
  private final AtomicBoolean put = new AtomicBoolean();

  private Holder(Doing doing, Path note, PrintStream out) {
    this.doing = doing;
    this.note = note;
    this.out = out;
  }

  /// @param words none
  public static void main(String[] words) throws IOException, InterruptedException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Note note = Note.read(in);
    new Holder(Doing.of(note), Path.of(note.text("note")), out).hold(note, in);
    // what still runs holds nothing
    System.exit(0);
  }

  private void hold(Note what, BufferedReader in) throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::putBack));
    Files.write(note, what.with("holder", Long.toString(ProcessHandle.current().pid())).bytes());
    try {
      String words = doing.begin();
      if (doing.isOver()) {
        put.set(true);
        Files.deleteIfExists(note);
      }
      out.println("on " + line(words));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // half of it may have been done
      putBackQuietly();
      out.println("failed " + line(String.valueOf(e.getMessage())));
      return;
    }
    CountDownLatch told = new CountDownLatch(1);
    Thread.ofPlatform().daemon().name("listens").start(() -> listen(in, told));
    boolean _ =
        told.await(Duration.ofMillis(what.number("millis")).toMillis(), TimeUnit.MILLISECONDS);
    putBack();
  }

  private static void listen(BufferedReader in, CountDownLatch told) {
    try {
      String _ = in.readLine();
    } catch (IOException _) {
      // whoever began it is gone
    } finally {
      told.countDown();
    }
  }

  private void putBack() {
    if (put.getAndSet(true)) {
      return;
    }
    try {
      String words = doing.end();
      Files.deleteIfExists(note);
      out.println("off " + line(words));
    } catch (IOException | RuntimeException e) {
      out.println("stuck " + line(String.valueOf(e.getMessage())));
    }
  }

  private void putBackQuietly() throws IOException {
    put.set(true);
    doing.end();
    Files.deleteIfExists(note);
  }

  private static String line(String text) {
    return text.replace('\n', ' ').replace('\r', ' ');
  }
}
