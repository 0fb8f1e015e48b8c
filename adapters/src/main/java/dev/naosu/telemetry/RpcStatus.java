package dev.naosu.telemetry;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A `google.rpc.Status`, as OTLP over HTTP wants refusals; two fields of it, written by hand.
final class RpcStatus {
  private RpcStatus() {}

  /// The code of `google.rpc.Code` that goes with a status of HTTP.
  static int code(int httpStatus) {
    return switch (httpStatus) {
      case 401 -> 16; // UNAUTHENTICATED
      case 403 -> 7; // PERMISSION_DENIED
      case 429 -> 8; // RESOURCE_EXHAUSTED
      case 500 -> 13; // INTERNAL
      case 503 -> 14; // UNAVAILABLE
      default -> 3; // INVALID_ARGUMENT
    };
  }

  static byte[] of(int code, String message) {
    ByteArrayOutputStream status = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(status);
      out.writeInt32(1, code);
      out.writeString(2, message);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes all that is written", e);
    }
    return status.toByteArray();
  }
}
