package dev.naosu.telemetry;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why a call of gRPC was not taken.
///
/// @param why with what to do
/// @param pause after which sending again helps; empty when it does not
record Refusal(Status.Code code, String why, Optional<Duration> pause) {
  private static final int MOST_LETTERS = 500;
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /// It is of no use to send the same again.
  Refusal(Status.Code code, String why) {
    this(code, why, Optional.empty());
  }

  static Refusal later(Status.Code code, String why, Duration pause) {
    return new Refusal(code, why, Optional.of(pause));
  }

  static Refusal of(Decoded.Refused refused) {
    String why =
        refused.mistakes().stream().map(Mistake::toString).collect(Collectors.joining("; "));
    return new Refusal(
        Status.Code.INVALID_ARGUMENT,
        why.length() <= MOST_LETTERS ? why : why.substring(0, MOST_LETTERS) + "…");
  }

  void tell(ServerCall<?, ?> call) {
    Metadata trailers = new Metadata();
    pause.ifPresent(wait -> trailers.put(DETAILS, details(wait)));
    call.close(code.toStatus().withDescription(why), trailers);
  }

  /// A `google.rpc.Status` with a `google.rpc.RetryInfo`: without it, OTLP takes "exhausted" for
  /// final. Five fields, written by hand.
  private byte[] details(Duration wait) {
    byte[] duration =
        message(
            out -> {
              out.writeInt64(1, wait.getSeconds());
              out.writeInt32(2, wait.getNano());
            });
    byte[] retry = message(out -> out.writeByteArray(1, duration));
    byte[] any =
        message(
            out -> {
              out.writeString(1, "type.googleapis.com/google.rpc.RetryInfo");
              out.writeByteArray(2, retry);
            });
    return message(
        out -> {
          out.writeInt32(1, code.value());
          out.writeString(2, why);
          out.writeByteArray(3, any);
        });
  }

  @FunctionalInterface
  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes can be written to memory", e);
    }
    return bytes.toByteArray();
  }
}
