/// Whether something that runs may be changed now, by a machine or only by a person. Decides, and
/// does nothing: every refusal names its rule and says whether waiting helps.
@NullMarked
package dev.naosu.prove.safety;

import org.jspecify.annotations.NullMarked;
