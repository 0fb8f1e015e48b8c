package dev.naosu.telemetry;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/// Counts the messages within a message of protobuf before they are made. An empty one takes two
/// bytes on the wire and a hundred in memory, so a limit in bytes is not enough.
final class WireSize {
  static final int MOST_MESSAGES = 500_000;
  private static final int DEEPEST = 100;

  private int messages;

  private WireSize() {}

  /// @throws InvalidProtocolBufferException when there are too many of them, or too deep ones, or
  ///   it is no protobuf
  static void check(byte[] body, Descriptor type) throws IOException {
    new WireSize().walk(CodedInputStream.newInstance(body), type, 0);
  }

  private void walk(CodedInputStream in, Descriptor type, int depth) throws IOException {
    if (++messages > MOST_MESSAGES || depth > DEEPEST) {
      throw new InvalidProtocolBufferException(
          "more than " + MOST_MESSAGES + " messages, or deeper than " + DEEPEST);
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (field != null
          && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int limit = in.pushLimit(in.readRawVarint32());
        walk(in, field.getMessageType(), depth + 1);
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
  }
}
