package dev.naosu.telemetry;

/// The same over gRPC.
class OpenTelemetryAgentGrpcIT extends OpenTelemetryAgentIT {
  @Override
  String protocol() {
    return "grpc";
  }
}
