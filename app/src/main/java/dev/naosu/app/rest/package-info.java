/// naosu for programs: the REST API, its description, and the server that all faces share.
@NullMarked
package dev.naosu.app.rest;

import org.jspecify.annotations.NullMarked;
