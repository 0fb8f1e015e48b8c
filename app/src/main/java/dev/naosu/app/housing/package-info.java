/// Where code that was changed runs: in a cage, or with the rights of who started naosu.
@NullMarked
package dev.naosu.app.housing;

import org.jspecify.annotations.NullMarked;
