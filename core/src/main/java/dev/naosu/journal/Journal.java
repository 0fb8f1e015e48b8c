package dev.naosu.journal;

/// Takes entries, and gives none back changed.
public interface Journal {
  /// Writes an entry. When this returns, it is on disk. An entry whose key is there already is not
  /// written again.
  ///
  /// @throws JournalUnavailable when it could not be written; the caller must not act then
  void append(Entry entry);
}
