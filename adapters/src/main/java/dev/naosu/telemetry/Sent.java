package dev.naosu.telemetry;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;

/// A message as it came by gRPC, unpacked.
sealed interface Sent {
  /// Nothing is known of what is in it.
  record Whole(ByteString bytes) implements Sent {}

  /// It unpacks to more than is taken.
  record TooLarge() implements Sent {}

  /// @param why in one sentence
  record Broken(String why) implements Sent {}

  /// How gRPC gets it. Nothing is thrown here: gRPC would tell the sender of a fault of the server.
  final class Unpacking implements MethodDescriptor.Marshaller<Sent> {
    @Override
    public Sent parse(InputStream stream) {
      try (stream) {
        return new Whole(ByteString.readFrom(stream));
      } catch (StatusRuntimeException e) {
        return e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
            ? new TooLarge()
            : new Broken("the message cannot be unpacked");
      } catch (IOException _) {
        return new Broken("the message is not what its grpc-encoding says; pack it with gzip");
      }
    }

    @Override
    public InputStream stream(Sent value) {
      throw new UnsupportedOperationException("naosu answers with bytes");
    }
  }
}
