/** What people see of the mesh, from real JVMs. */
@NullMarked
package dev.weft.smoke.observe;

import org.jspecify.annotations.NullMarked;
