package dev.naosu.probe;

import java.io.IOException;

/** The other side of the wire wrote something which is not a frame of this protocol. */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what was wrong with the frame. */
  public ProtocolException(String message) {
    super(message);
  }
}
