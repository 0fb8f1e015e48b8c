package dev.naosu.journal;

/// Takes entries, and gives none back changed.
@FunctionalInterface
public interface Journal {
  /// Writes an entry. When this returns, it is on disk. An entry whose key is there already is not
  /// written again.
  ///
  /// @return the record as it was sealed, now or when the key was written first
  /// @throws JournalUnavailable when it could not be written; the caller must not act then. It may
  ///   be there all the same, when the answer was lost on its way
  Sealed append(Entry entry);
}
