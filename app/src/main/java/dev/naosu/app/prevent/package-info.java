/// What should be done before something breaks, as a command and a server tell it, and newer
/// versions of libraries proven by a project's own build.
@NullMarked
package dev.naosu.app.prevent;

import org.jspecify.annotations.NullMarked;
