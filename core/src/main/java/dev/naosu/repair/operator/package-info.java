/// Repair templates: one class, one page, fixtures each; the list is [Operators#all()].
@NullMarked
package dev.naosu.repair.operator;

import org.jspecify.annotations.NullMarked;
