/// Databases of services, PostgreSQL, MySQL and MariaDB: connections that hold others up, and
/// upkeep of tables. naosu's own is another package's.
@NullMarked
package dev.naosu.databases;

import org.jspecify.annotations.NullMarked;
