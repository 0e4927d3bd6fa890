package dev.weft.benchmarks.subject;

import dev.weft.benchmarks.process.JvmCommand;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to run a workload's programs: bare, with an agent, behind proxies.
 *
 * <p>Life: {@link #missing}, then for each role, callees first, {@link #next} and {@link #dress};
 * when all programs run {@link #prepare}, then {@link #check}. Everything belongs to the {@link
 * Stage}, which ends it. Called by one thread; one object serves several stages one after another.
 */
public interface Subject {
  /** {@code weft-mtls}: a DNS label, since services are named with it. */
  String name();

  /** Null: it can be measured here. */
  default @Nullable Missing missing(Site site) throws IOException, InterruptedException {
    return null;
  }

  /**
   * The addresses at which a caller reaches a role whose ports are known; the caller takes them in
   * turn. May start processes in between, with {@link Stage#start}.
   */
  default List<String> next(Stage stage, Role caller, Role callee)
      throws IOException, InterruptedException {
    return stage.ports(callee).stream().map(port -> "http://localhost:" + port).toList();
  }

  /** Adds what makes this subject to a program's command line. */
  default void dress(Stage stage, Role role, int instance, JvmCommand jvm) throws IOException {}

  /** All programs run: write policies, wait for registrations. */
  default void prepare(Stage stage) throws IOException, InterruptedException, CheckFailed {}

  /** Proves that it does what it claims, after the first 2,000 requests. */
  default void check(Stage stage) throws IOException, InterruptedException, CheckFailed {}
}
