/// What services and CI send, read into signals: naosu's own events, OTLP, JUnit's XML, SARIF, what
/// Alertmanager, GitHub and SDKs of Sentry send. Bytes in, signals or a refusal out; secrets are
/// taken out on the way.
@NullMarked
package dev.naosu.telemetry;

import org.jspecify.annotations.NullMarked;
