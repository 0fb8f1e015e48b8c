package dev.naosu.bench;

import dev.naosu.bench.label.Labels;
import dev.naosu.bench.tell.HtmlReport;
import dev.naosu.bench.tell.MarkdownReport;
import dev.naosu.bench.trial.AtomicFile;
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

  /// Those for people only, with what people have said about the repairs.
  void tell(Report judged) throws IOException {
    Report found = json.isPresent() ? Labels.read(Labels.beside(json.get())).on(judged) : judged;
    if (markdown.isPresent()) {
      AtomicFile.write(markdown.get(), MarkdownReport.of(found));
    }
    if (html.isPresent()) {
      AtomicFile.write(html.get(), HtmlReport.of(found));
    }
  }
}
