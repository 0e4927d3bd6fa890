/**
 * Who may do what: tokens, the principal of a request, and the one table of paths and the roles
 * that they need.
 */
@NullMarked
package dev.weft.collector.access;

import org.jspecify.annotations.NullMarked;
