/// The process that may push: what it is told, and what it lets out.
@NullMarked
package dev.naosu.app.publish;

import org.jspecify.annotations.NullMarked;
