package dev.naosu.bench;

import dev.naosu.bench.tell.HtmlReport;
import dev.naosu.bench.tell.MarkdownReport;
import dev.naosu.bench.trial.JsonReport;
import dev.naosu.bench.trial.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the reports go; what is empty is not written.
///
/// @param json what a run is resumed from
record Reports(Optional<Path> json, Optional<Path> markdown, Optional<Path> html) {
  void write(Report found) throws IOException {
    if (json.isPresent()) {
      AtomicFile.write(json.get(), JsonReport.of(found));
    }
    tell(found);
  }

  /// Those for people only.
  void tell(Report found) throws IOException {
    if (markdown.isPresent()) {
      AtomicFile.write(markdown.get(), MarkdownReport.of(found));
    }
    if (html.isPresent()) {
      AtomicFile.write(html.get(), HtmlReport.of(found));
    }
  }
}
