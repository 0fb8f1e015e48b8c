/// The patient's own build tool: Maven, Gradle, or what `naosu.yml` says.
@NullMarked
package dev.naosu.build;

import org.jspecify.annotations.NullMarked;
