/// What a model may not do, whatever it was told: judged on what a patch adds to a program and
/// takes from it, before anything of it is compiled or run.
@NullMarked
package dev.naosu.repair.strategy.gate;

import org.jspecify.annotations.NullMarked;
