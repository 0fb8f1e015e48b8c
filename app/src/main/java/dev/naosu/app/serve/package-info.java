/// naosu as a server: services, their repositories, and the cycle that watches over them.
@NullMarked
package dev.naosu.app.serve;

import org.jspecify.annotations.NullMarked;
