package dev.naosu.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  /** Throws in one method, catches in another, and lets one more out. */
  public static final class Thrower {
    private int calls;

    /** Catches what it throws itself. */
    public String caught(Object nothing) {
      try {
        calls++;
        return nothing.toString();
      } catch (RuntimeException e) {
        return "caught";
      }
    }

    /** Lets out what a library throws. */
    public int passedOn(String text, long unused) {
      for (int i = 0; i < 3; i++) {
        if (i == 1) {
          String kept = text + i;
          return Integer.parseInt(kept);
        }
      }
      return calls;
    }
  }

  @Test
  void what_a_service_throws_or_catches_is_noted_once_and_goes_its_way() throws Exception {
    Object thrower = instrumentedThrower();
    Probe.open(0);
    Probe.takeThrown();
    assertThat(thrower.getClass().getMethod("caught", Object.class).invoke(thrower, (Object) null))
        .isEqualTo("caught");
    java.lang.reflect.Method passedOn =
        thrower.getClass().getMethod("passedOn", String.class, long.class);
    assertThatThrownBy(() -> passedOn.invoke(thrower, "x", 1L))
        .hasCauseInstanceOf(NumberFormatException.class);
    assertThat(passedOn.invoke(thrower, "", 1L)).isEqualTo(1);
    assertThat(Probe.takeThrown())
        .extracting(each -> (Object) each.getClass())
        .containsExactly(NullPointerException.class, NumberFormatException.class);
    assertThat(Probe.takeThrown()).isEmpty();
  }

  private Object instrumentedThrower() throws Exception {
    String name = Thrower.class.getName();
    byte[] bytes;
    try (InputStream in = Thrower.class.getResourceAsStream("InstrumenterTest$Thrower.class")) {
      bytes = instrumenter.instrument(name.replace('.', '/'), in.readAllBytes(), true, true);
    }
    return new ClassLoader(Probe.class.getClassLoader()) {
      Object made() throws ReflectiveOperationException {
        return defineClass(name, bytes, 0, bytes.length).getConstructor().newInstance();
      }
    }.made();
  }
}
