package dev.naosu.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Tells a child whose classes it runs. Sent once, before any other command. */
public final class Configure implements Message {
  private final List<String> mainDirectories;
  private final List<String> testDirectories;
  private final List<String> libraries;
  private final boolean isolated;
  private final boolean coverage;
  private final long perTestMillis;

  /**
   * Lists the patient's class path.
   *
   * @param mainDirectories absolute directories of the patient's main classes and resources
   * @param testDirectories the same for its tests
   * @param libraries jars and directories of everything else; ignored if not isolated
   * @param isolated true for a worker with a fresh loader per attempt, false if the patient is on
   *     this JVM's own class path
   * @param coverage whether lines and branches of the main classes are recorded
   * @param perTestMillis limit for one test where a command gives none (0)
   */
  public Configure(
      List<String> mainDirectories,
      List<String> testDirectories,
      List<String> libraries,
      boolean isolated,
      boolean coverage,
      long perTestMillis) {
    this.mainDirectories = Collections.unmodifiableList(new ArrayList<>(mainDirectories));
    this.testDirectories = Collections.unmodifiableList(new ArrayList<>(testDirectories));
    this.libraries = Collections.unmodifiableList(new ArrayList<>(libraries));
    this.isolated = isolated;
    this.coverage = coverage;
    this.perTestMillis = perTestMillis;
  }

  static Configure read(DataInput in) throws IOException {
    return new Configure(
        Bounded.readStrings(in),
        Bounded.readStrings(in),
        Bounded.readStrings(in),
        in.readBoolean(),
        in.readBoolean(),
        in.readLong());
  }

  /** Directories of the main classes, in class path order. */
  public List<String> mainDirectories() {
    return mainDirectories;
  }

  /** Directories of the test classes, in class path order; they come before the main ones. */
  public List<String> testDirectories() {
    return testDirectories;
  }

  /** Jars and directories which are not under repair. */
  public List<String> libraries() {
    return libraries;
  }

  /** Whether each attempt gets a class loader of its own. */
  public boolean isolated() {
    return isolated;
  }

  /** Whether lines and branches are recorded. */
  public boolean coverage() {
    return coverage;
  }

  /** Default limit for one test, in milliseconds. */
  public long perTestMillis() {
    return perTestMillis;
  }

  @Override
  public int kind() {
    return Wire.CONFIGURE;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    Bounded.writeStrings(out, mainDirectories);
    Bounded.writeStrings(out, testDirectories);
    Bounded.writeStrings(out, libraries);
    out.writeBoolean(isolated);
    out.writeBoolean(coverage);
    out.writeLong(perTestMillis);
  }
}
