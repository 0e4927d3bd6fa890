package dev.weft.benchmarks.subject;

import java.util.List;

/**
 * One program of a workload.
 *
 * <p>Command line: {@code --port N} if it serves, {@code --next URL} for each address it calls,
 * then {@link #arguments}. It prints {@code READY} once it serves, and may answer {@code allocated}
 * on its standard input; the driver of a workload also answers the commands of {@code
 * dev.weft.benchmarks.apps.Driver}.
 *
 * @param name of its service; subjects make the mesh's name of it
 * @param main class of the program, in this jar
 * @param instances how many run; each has a port of its own
 * @param calls names of the roles it calls; its subject says at which addresses
 * @param kind what becomes of it
 * @param options further ones of its JVM, the same for every subject
 * @param arguments further ones of the program
 */
public record Role(
    String name,
    String main,
    int instances,
    List<String> calls,
    Kind kind,
    List<String> options,
    List<String> arguments) {

  /** What a role is to the measurement. */
  public enum Kind {
    /** Serves; woven and counted. */
    SERVER(true, true),
    /** Drives the load and is itself an application that calls: woven and counted. */
    DRIVER(true, true),
    /** Drives the load from outside: neither woven nor counted. */
    OUTSIDE_DRIVER(false, false);

    private final boolean dressed;
    private final boolean counted;

    Kind(boolean dressed, boolean counted) {
      this.dressed = dressed;
      this.counted = counted;
    }

    /** Whether the subject is put on it. */
    public boolean isDressed() {
      return dressed;
    }

    /** Whether its CPU, memory and allocation are part of what is measured. */
    public boolean isCounted() {
      return counted;
    }

    public boolean isDriver() {
      return this != SERVER;
    }
  }

  public Role {
    calls = List.copyOf(calls);
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  public static Role server(String name, String main, int instances, String... options) {
    return new Role(name, main, instances, List.of(), Kind.SERVER, List.of(options), List.of());
  }

  public static Role driver(String name, String main, String calls, String... options) {
    return new Role(name, main, 1, List.of(calls), Kind.DRIVER, List.of(options), List.of());
  }

  /** Serves, and calls another one to do so. */
  public static Role between(String name, String main, String calls, String... options) {
    return new Role(name, main, 1, List.of(calls), Kind.SERVER, List.of(options), List.of());
  }

  /** Drives from outside of what is measured. */
  public static Role outside(String name, String main, String calls, String... options) {
    return new Role(
        name, main, 1, List.of(calls), Kind.OUTSIDE_DRIVER, List.of(options), List.of());
  }
}
