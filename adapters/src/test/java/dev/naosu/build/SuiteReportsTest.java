package dev.naosu.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteReportsTest {
  @TempDir Path root;

  @Test
  void failures_errors_and_repeated_runs_are_told_apart() throws IOException {
    report(
        """
        <testsuite><testcase name="good" classname="a.T"/>
        <testcase name="bad" classname="a.T"><failure>x</failure></testcase>
        <testcase name="broken" classname="a.T"><error>x</error></testcase>
        <testcase name="flaky" classname="a.T"><flakyFailure>x</flakyFailure></testcase>
        <testcase name="again" classname="a.T"><failure>x</failure><rerunFailure>y</rerunFailure>
        </testcase><testcase name="off" classname="a.T"><skipped/></testcase></testsuite>
        """);
    SuiteReports.Counts counts = SuiteReports.ofMaven(root).read();
    assertThat(counts.tests()).isEqualTo(5);
    assertThat(counts.failing()).containsExactly("a.T#again", "a.T#bad", "a.T#broken");
  }

  @Test
  void arguments_are_cut_off_and_display_names_are_resolved_by_the_stack_trace()
      throws IOException {
    report(
        """
        <testsuite><testcase name="add(int, int)[1]" classname="a.T"><failure/></testcase>
        <testcase name="sum{int}[2]" classname="a.T"><failure/></testcase>
        <testcase name="[1] 1, 2" classname="a.T"><failure><![CDATA[x.AssertionError
        at x.Assert.fail(Assert.java:1)
        at a.T.lambda$multiply$0(T.java:3)
        at a.T.multiply(T.java:4)
        ]]></failure></testcase></testsuite>
        """);
    assertThat(SuiteReports.ofMaven(root).read().failing())
        .containsExactly("a.T#add", "a.T#multiply", "a.T#sum");
  }

  @Test
  void external_entities_are_not_read_and_cut_off_files_count_as_far_as_they_go()
      throws IOException {
    Path secret = Files.writeString(root.resolve("secret"), "secret");
    report(
        "<!DOCTYPE x [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]><testsuite><testcase name=\"bad\" classname=\"a.T\"><failure/></testcase>"
            + "<testcase name=\"cut\" classname=\"a.T\"><failure>&e;");
    assertThat(SuiteReports.ofMaven(root).read().failing()).containsExactly("a.T#bad");
  }

  @Test
  void old_reports_are_deleted_but_examples_among_the_sources_are_not() throws IOException {
    Path report = report("<testsuite/>");
    Path example = root.resolve("src/test/resources/surefire-reports/TEST-x.xml");
    Files.createDirectories(example.getParent());
    Files.writeString(example, "<testsuite/>");
    SuiteReports.ofMaven(root).clear();
    assertThat(report).doesNotExist();
    assertThat(example).exists();
  }

  private Path report(String text) throws IOException {
    Path file = root.resolve("module/target/surefire-reports/TEST-a.T.xml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
