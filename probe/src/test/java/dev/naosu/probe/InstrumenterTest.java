package dev.naosu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class InstrumenterTest {
  private final Instrumenter instrumenter = new Instrumenter();

  private static byte[] someClass() throws IOException {
    try (InputStream in = InstrumenterTest.class.getResourceAsStream("InstrumenterTest.class")) {
      return in.readAllBytes();
    }
  }

  @Test
  void a_class_file_from_the_far_future_is_left_as_it_is() throws IOException {
    byte[] bytes = someClass();
    bytes[7] = 120;
    assertThat(instrumenter.instrument("a/B", bytes, true)).isNull();
  }

  @Test
  void rubbish_is_left_as_it_is() {
    assertThat(instrumenter.instrument("a/B", new byte[] {1, 2, 3}, true)).isNull();
  }

  @Test
  void the_same_bytes_are_instrumented_once() throws IOException {
    byte[] first = instrumenter.instrument("a/B", someClass(), true);
    int probes = Probe.probes().size();
    assertThat(instrumenter.instrument("a/B", someClass(), true)).isSameAs(first);
    assertThat(Probe.probes().size()).isEqualTo(probes);
  }
}
