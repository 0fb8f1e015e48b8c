/// The one door between naosu and what may push: a socket of this machine, small questions, small
/// answers.
@NullMarked
package dev.naosu.publisher;

import org.jspecify.annotations.NullMarked;
