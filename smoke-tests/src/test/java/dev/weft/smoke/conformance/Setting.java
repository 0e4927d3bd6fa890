package dev.weft.smoke.conformance;

import dev.weft.smoke.harness.Jdk;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a suite runs in: suites with the same setting share their {@link World}, which is passed to
 * their constructors. Where the JDK is not installed the suite is skipped and says so.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Inherited
@ExtendWith(WorldExtension.class)
@interface Setting {
  /** Feature version, {@code 17}, or one update, {@code 17.0.9}: see {@link Jdk#named}. */
  String jdk();

  Libraries client() default Libraries.JDK;

  Libraries server() default Libraries.JDK;
}
