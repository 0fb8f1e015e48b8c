package dev.naosu.probe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * The frame format between engine and child: length of the payload as a big-endian int, one byte
 * for the kind of message, payload. Both sides use this class; a child is not trusted, so lengths
 * are bounded and rubbish ends in a {@link ProtocolException}.
 */
public final class Wire {
  /** No frame's payload is longer than this, in bytes. */
  public static final int MAX_FRAME = 64 * 1024 * 1024;

  static final int HELLO = 1;
  static final int CONFIGURE = 2;
  static final int RUN_ALL = 3;
  static final int ATTEMPT = 4;
  static final int TEST_RESULT = 5;
  static final int PROBE_TABLE = 6;
  static final int DONE = 7;
  static final int SWITCHABLE = 8;
  static final int DIFFERENCES = 9;
  static final int BOOT = 10;
  static final int BEGIN_REQUEST = 11;
  static final int END_REQUEST = 12;
  static final int REQUEST_SEEN = 13;

  private static final int CHUNK = 64 * 1024;

  private Wire() {}

  /** Writes one message and flushes. The caller makes sure that one thread writes at a time. */
  public static void write(DataOutputStream out, Message message) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    message.write(new DataOutputStream(payload));
    if (payload.size() > MAX_FRAME) {
      throw new ProtocolException("a message of " + payload.size() + " bytes is too long to send");
    }
    out.writeInt(payload.size());
    out.writeByte(message.kind());
    payload.writeTo(out);
    out.flush();
  }

  /**
   * Reads one message.
   *
   * @throws EOFException if the stream ended, between frames or within one
   * @throws ProtocolException if what came is no frame of this protocol
   */
  public static Message read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_FRAME) {
      throw new ProtocolException("a frame cannot have " + length + " bytes");
    }
    int kind = in.readUnsignedByte();
    DataInputStream payload =
        new DataInputStream(new ByteArrayInputStream(readPayload(in, length)));
    Message message;
    try {
      message = parse(kind, payload);
    } catch (EOFException e) {
      throw new ProtocolException("a frame of kind " + kind + " ended early");
    }
    if (payload.available() > 0) {
      throw new ProtocolException("a frame of kind " + kind + " has bytes left over");
    }
    return message;
  }

  private static byte[] readPayload(DataInputStream in, int length) throws IOException {
    // Chunk by chunk, so that a wrong length does not make us allocate for bytes that never come.
    ByteArrayOutputStream payload = new ByteArrayOutputStream(Math.min(length, CHUNK));
    byte[] chunk = new byte[Math.min(length, CHUNK)];
    int left = length;
    while (left > 0) {
      int now = Math.min(left, chunk.length);
      in.readFully(chunk, 0, now);
      payload.write(chunk, 0, now);
      left -= now;
    }
    return payload.toByteArray();
  }

  private static Message parse(int kind, DataInputStream payload) throws IOException {
    switch (kind) {
      case HELLO:
        return Hello.read(payload);
      case CONFIGURE:
        return Configure.read(payload);
      case RUN_ALL:
        return RunAll.read(payload);
      case ATTEMPT:
        return Attempt.read(payload);
      case TEST_RESULT:
        return TestResult.read(payload);
      case PROBE_TABLE:
        return ProbeTable.read(payload);
      case SWITCHABLE:
        return Switchable.read(payload);
      case DIFFERENCES:
        return Differences.read(payload);
      case BOOT:
        return Boot.read(payload);
      case BEGIN_REQUEST:
        return BeginRequest.read(payload);
      case END_REQUEST:
        return EndRequest.read(payload);
      case REQUEST_SEEN:
        return RequestSeen.read(payload);
      case DONE:
        return Done.read(payload);
      default:
        throw new ProtocolException("no message is of kind " + kind);
    }
  }
}
