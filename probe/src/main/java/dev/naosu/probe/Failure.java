package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A throwable as text: nothing of the patient's own classes crosses the wire. */
public final class Failure {
  /** Most frames kept of one throwable: those next to where it was thrown. */
  public static final int MAX_FRAMES = 200;

  /** Most causes kept of one throwable. */
  public static final int MAX_CAUSES = 10;

  private final String exceptionClass;
  private final String message;
  private final List<StackTraceElement> frames;
  private final List<Failure> causes;
  private final Optional<String> expected;
  private final Optional<String> actual;

  /** Holds the parts; see the accessors. */
  public Failure(
      String exceptionClass,
      String message,
      List<StackTraceElement> frames,
      List<Failure> causes,
      Optional<String> expected,
      Optional<String> actual) {
    this.exceptionClass = exceptionClass;
    this.message = Bounded.truncated(message);
    this.frames = firstOf(frames, MAX_FRAMES);
    this.causes = firstOf(causes, MAX_CAUSES);
    this.expected = expected;
    this.actual = actual;
  }

  /** A reason in words, where nothing was thrown. */
  static Failure because(String reason) {
    return new Failure(
        "", reason, new ArrayList<>(), new ArrayList<>(), Optional.empty(), Optional.empty());
  }

  private static <T> List<T> firstOf(List<T> all, int most) {
    return Collections.unmodifiableList(
        new ArrayList<>(all.size() <= most ? all : all.subList(0, most)));
  }

  static Failure read(DataInput in) throws IOException {
    return read(in, true);
  }

  private static Failure read(DataInput in, boolean outermost) throws IOException {
    String exceptionClass = Bounded.readString(in);
    String message = Bounded.readString(in);
    List<StackTraceElement> frames = new ArrayList<>();
    int frameCount = Bounded.readCount(in);
    for (int i = 0; i < frameCount; i++) {
      frames.add(
          new StackTraceElement(
              Bounded.readString(in),
              Bounded.readString(in),
              Bounded.readOptional(in).orElse(null),
              in.readInt()));
    }
    List<Failure> causes = new ArrayList<>();
    int causeCount = Bounded.readCount(in);
    if (causeCount > 0 && !outermost) {
      // Causes are a flat list. Refusing depth also keeps a forged frame from using up our stack.
      throw new ProtocolException("a cause has causes of its own");
    }
    for (int i = 0; i < causeCount; i++) {
      causes.add(read(in, false));
    }
    return new Failure(
        exceptionClass,
        message,
        frames,
        causes,
        Bounded.readOptional(in),
        Bounded.readOptional(in));
  }

  void write(DataOutput out) throws IOException {
    Bounded.writeString(out, exceptionClass);
    Bounded.writeString(out, message);
    out.writeInt(frames.size());
    for (StackTraceElement frame : frames) {
      Bounded.writeString(out, frame.getClassName());
      Bounded.writeString(out, frame.getMethodName());
      Bounded.writeOptional(out, Optional.ofNullable(frame.getFileName()));
      out.writeInt(frame.getLineNumber());
    }
    out.writeInt(causes.size());
    for (Failure cause : causes) {
      cause.write(out);
    }
    Bounded.writeOptional(out, expected);
    Bounded.writeOptional(out, actual);
  }

  /** Binary name of the throwable's class; empty if nothing was thrown (a reason to skip). */
  public String exceptionClass() {
    return exceptionClass;
  }

  /** Its message, at most 16 Ki characters; empty if it has none. */
  public String message() {
    return message;
  }

  /** The frames, innermost first, at most {@link #MAX_FRAMES}. */
  public List<StackTraceElement> frames() {
    return frames;
  }

  /** The chain of causes, outermost first, flat: causes have none themselves. */
  public List<Failure> causes() {
    return causes;
  }

  /** What an assertion wanted, as text, when known. */
  public Optional<String> expected() {
    return expected;
  }

  /** What an assertion got, as text, when known. */
  public Optional<String> actual() {
    return actual;
  }

  @Override
  public String toString() {
    return exceptionClass + ": " + message;
  }
}
