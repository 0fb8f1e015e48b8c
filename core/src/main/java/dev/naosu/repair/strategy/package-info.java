/// Repair by language models: strategies that ask, read strictly what comes back and make
/// candidates of it, which are tried and proven like those of templates.
@NullMarked
package dev.naosu.repair.strategy;

import org.jspecify.annotations.NullMarked;
