/// A diagnosis in, candidate patches out.
@NullMarked
package dev.naosu.repair;

import org.jspecify.annotations.NullMarked;
