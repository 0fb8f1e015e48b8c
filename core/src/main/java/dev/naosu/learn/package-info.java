/// What came of deeds in, how far an action is trusted and how well healing goes out.
@NullMarked
package dev.naosu.learn;

import org.jspecify.annotations.NullMarked;
