package dev.naosu.probe;

import java.io.DataOutput;
import java.io.IOException;

/** One frame on the wire: a command of the engine or an answer of the child. */
public interface Message {
  /** The byte by which {@link Wire} tells the kinds of messages apart. */
  int kind();

  /** Writes the content, without the kind; the class's static {@code read} is the inverse. */
  void write(DataOutput out) throws IOException;
}
