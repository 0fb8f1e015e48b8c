/// What a model wrote, read strictly into a patch of our own or refused with a reason. The text is
/// hostile: whatever it holds, reading it changes nothing and takes time in proportion to its
/// length.
@NullMarked
package dev.naosu.repair.strategy.answer;

import org.jspecify.annotations.NullMarked;
