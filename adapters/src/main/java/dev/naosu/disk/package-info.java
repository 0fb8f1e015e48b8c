/// Files that may be tidied: old ones compressed and deleted under roots that the configuration
/// names, logs begun anew. Everything goes through open directories, so that no link and no swap of
/// a directory leads elsewhere.
@NullMarked
package dev.naosu.disk;

import org.jspecify.annotations.NullMarked;
