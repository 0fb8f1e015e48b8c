package dev.naosu.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.access.Role;
import dev.naosu.app.web.TestHouse;
import dev.naosu.cycle.incident.ApprovalRules;
import dev.naosu.cycle.incident.State;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuntimePagesTest {
  private TestHouse house;

  @BeforeEach
  void open() throws IOException {
    house = new TestHouse(ApprovalRules.one(), RuntimeScene::doors).start();
    house.incident(4, State.ESCALATED, Optional.empty(), "disk");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void what_runs_is_shown_with_what_was_measured_tried_and_asked() throws Exception {
    String page = page("/runtime");
    assertThat(page)
        .contains(
            "shop/logs",
            "disk.used 91.2",
            "handed to you",
            "disk-low: disk.used &gt; 85 for 120 s",
            "fewer independent signals",
            "/incidents/4/evidence",
            "/actions/12",
            "not known",
            "nothing wrong",
            "healed",
            "step 1, instance.restart helped");
  }

  @Test
  void text_from_outside_stays_text() throws Exception {
    for (String path : new String[] {"/runtime", "/incidents/4/evidence", "/fleets"}) {
      assertThat(page(path))
          .as(path)
          .doesNotContain("<img", "\u001b", "\u202e")
          .contains("&lt;img");
    }
  }

  @Test
  void evidence_is_shown_shortened_and_downloaded_whole() throws Exception {
    assertThat(page("/incidents/4/evidence"))
        .contains("most of it: /var/log/shop/archive", "/incidents/4/evidence/1")
        .doesNotContain("x".repeat(500));
    HttpResponse<String> piece = house.get(Role.VIEWER, "/incidents/4/evidence/1");
    assertThat(piece.body()).startsWith("41.2 GB").contains("x".repeat(2_000));
    assertThat(piece.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
    assertThat(piece.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"incident-4-1-disk-usage.txt\"");
    assertThat(piece.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void what_is_not_there_is_said_so() throws Exception {
    for (String path :
        new String[] {
          "/incidents/99/evidence", "/incidents/99/evidence/1", "/incidents/4/evidence/7"
        }) {
      assertThat(house.get(Role.VIEWER, path).statusCode()).as(path).isEqualTo(404);
    }
    house.incident(5, State.ESCALATED, Optional.empty(), "other");
    assertThat(page("/incidents/5/evidence")).contains("Nothing was collected");
  }

  @Test
  void fleets_are_shown_with_shares_instances_and_what_cannot_be_asked() throws Exception {
    assertThat(page("/fleets"))
        .contains(
            "95 %",
            "9b1d003",
            "1 of 2 well",
            "5 %",
            "127.0.0.1:21001 process 4712",
            "2 does not answer: no requests to it",
            "It cannot be asked: the cluster does not answer");
  }

  private String page(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = house.get(Role.VIEWER, path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }
}
