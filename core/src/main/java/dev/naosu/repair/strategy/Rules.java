package dev.naosu.repair.strategy;

import dev.naosu.model.Message;
import dev.naosu.model.Quoted;

/// What stands in the system turn: naosu's own words alone, the same each time, so that providers
/// may keep them.
final class Rules {
  private static final String ALL =
      """
      You repair faults in Java programs. You are given suspicious code and tests that fail on it, \
      and you write the smallest change that removes the cause, so that those tests pass and no \
      other behaviour changes.

      Rules:
      - Change only the code that is offered to you. Never change tests, build files or settings.
      - Mend the cause. Do not hide the failure: no special case for the values of a test, no \
      exception swallowed, no check switched off.
      - No new process, network access, reflection, file deletion, dependency or exit.
      - Keep names, signatures, access and the style of the code.
      """;

  private Rules() {}

  /// @param contract how the answer must look
  static Message with(String contract) {
    return Message.system(ALL + "- " + Quoted.RULE + "\n\n" + contract);
  }

  static final String WHOLE_METHOD =
      """
      Answer with one block fenced by ```java and ``` that holds the whole repaired method: every \
      line of it, nothing left out or replaced by a comment. The head stays as it is. Imports that \
      the method newly needs go into the block before the method. Explain in at most three \
      sentences before the block; nothing after it.""";

  static final String BLOCKS =
      """
      Answer with SEARCH/REPLACE blocks, each of this form, in a fence:

      ```java
      path/of/the/File.java
      <<<<<<< SEARCH
      lines as they stand in the file now
      =======
      lines as they shall be
      >>>>>>> REPLACE
      ```

      SEARCH holds whole lines exactly as in the file, with their indentation, and as many of them \
      as make the place unique. Use one block for each place. Only the files that are offered can be \
      changed; no new files. All blocks are applied or none. Explain in at most three sentences \
      before the blocks.""";
}
