package dev.naosu.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JUnitReportTest {
  @Test
  void suites_within_suites_are_read_with_message_and_trace() {
    JUnitReport report =
        read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites><testsuite name="a"><properties/><testcase name="good" classname="a.T"/>
            <testcase name="bad()" classname="a.T"><failure message="2 &lt; 1" type="x.E">x.E: 2
            at a.T.bad(T.java:3)</failure></testcase></testsuite><testsuite name="b">
            <testcase name="broken" classname="b.T"><error message="gone"/></testcase>
            <system-out>noise</system-out></testsuite></testsuites>
            """);
    assertThat(report.tests()).isEqualTo(3);
    assertThat(report.flaw()).isEmpty();
    assertThat(report.failing())
        .containsExactly(
            new JUnitReport.FailingTest("a.T#bad", "2 < 1", "x.E: 2\nat a.T.bad(T.java:3)"),
            new JUnitReport.FailingTest("b.T#broken", "gone", ""));
  }

  @Test
  void entities_that_grow_are_not_expanded() {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 40; i++) {
      laughs.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
    }
    JUnitReport report =
        read(
            laughs
                + "]><testsuite><testcase name=\"t\" classname=\"a.T\"><failure>&a39;</failure>"
                + "</testcase></testsuite>");
    assertThat(report.failing()).isEqualTo(List.of());
    assertThat(report.flaw()).hasValueSatisfying(flaw -> assertThat(flaw).contains("DOCTYPE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "<html/>", "<testsuite><testcase name='a' classname='b'>"})
  void what_is_no_whole_report_has_a_flaw(String text) {
    assertThat(read(text).flaw()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16", "windows-1252", "no-such-charset"})
  void a_report_is_read_in_the_encoding_that_it_names(String encoding) {
    String text =
        "<?xml version=\"1.0\" encoding=\""
            + encoding
            + "\"?><testsuite><testcase name='größe' classname='a.T'/></testsuite>";
    Charset charset =
        encoding.startsWith("no") ? StandardCharsets.UTF_8 : Charset.forName(encoding);
    JUnitReport report = JUnitReport.read(new ByteArrayInputStream(text.getBytes(charset)));
    assertThat(report.flaw()).isEmpty();
    assertThat(report.tests()).isEqualTo(1);
    byte[] marked = ("\ufeff" + text.replace(encoding, "UTF-8")).getBytes(StandardCharsets.UTF_8);
    assertThat(JUnitReport.read(new ByteArrayInputStream(marked)).tests()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("SystemOut") // to see that nobody writes there
  void bytes_that_are_no_letters_are_replaced_and_nothing_is_written_about_them() {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      byte[] text =
          "<testsuite><testcase name='t' classname='a.T'><failure>\u00e9\u00ff</failure></testcase></testsuite>"
              .getBytes(StandardCharsets.ISO_8859_1);
      JUnitReport report = JUnitReport.read(new ByteArrayInputStream(text));
      assertThat(report.failing()).hasSize(1);
      assertThat(report.failing().getFirst().trace()).isEqualTo("\ufffd\ufffd");
    } finally {
      System.setErr(before);
    }
    assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static JUnitReport read(String text) {
    return JUnitReport.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
