package dev.naosu.bench.detect;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/// A table with its names in the first row.
final class Csv {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

  private Csv() {}

  /// @throws IOException with a text for people when it cannot be read or is no such table
  static List<CSVRecord> read(Path file, String... names) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      List<CSVRecord> rows = FORMAT.parse(reader).getRecords();
      for (String name : names) {
        if (!rows.isEmpty() && !rows.getFirst().isMapped(name)) {
          throw new IOException(file + " has no column " + name);
        }
      }
      return rows;
    } catch (UncheckedIOException e) {
      throw new IOException(file + " is no table: " + e.getMessage(), e);
    }
  }
}
