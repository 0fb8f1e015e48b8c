package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Starts the patient's service in a {@link ServiceChild}: calls its main method on a thread of its
 * own. Answered by {@link Done} at once, whether or not the service is ready by then. A main method
 * that throws ends the JVM with exit code 1, and its stack trace is on standard error.
 */
public final class Boot implements Message {
  private final String mainClass;
  private final List<String> arguments;

  /** Asks for a start; see the accessors. */
  public Boot(String mainClass, List<String> arguments) {
    this.mainClass = mainClass;
    this.arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
  }

  static Boot read(DataInput in) throws IOException {
    return new Boot(Bounded.readString(in), Bounded.readStrings(in));
  }

  /** Binary name of the class with the main method. */
  public String mainClass() {
    return mainClass;
  }

  /** What main is called with. */
  public List<String> arguments() {
    return arguments;
  }

  @Override
  public int kind() {
    return Wire.BOOT;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    Bounded.writeString(out, mainClass);
    Bounded.writeStrings(out, arguments);
  }
}
