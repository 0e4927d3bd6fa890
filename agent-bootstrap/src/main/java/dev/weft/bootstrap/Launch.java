package dev.weft.bootstrap;

/** Reads how the JVM was launched. */
final class Launch {
  private Launch() {}

  /**
   * Whether this JVM is one of the JDK's own tools ({@code javac}, {@code jcmd}, {@code keytool}),
   * which get the flag through {@code JAVA_TOOL_OPTIONS} without wanting it.
   *
   * @param command the property {@code sun.java.command}: {@code module/class arguments}, {@code
   *     class arguments} or {@code file.jar arguments}; may be null
   */
  static boolean isJdkTool(String command) {
    if (command == null) {
      return false;
    }
    int space = command.indexOf(' ');
    String main = space < 0 ? command : command.substring(0, space);
    int slash = main.indexOf('/');
    String module = slash < 0 ? "" : main.substring(0, slash);
    String type = main.substring(slash + 1);
    // java Program.java: the tool compiles in memory and then is the application.
    if (type.startsWith("com.sun.tools.javac.launcher.")) {
      return false;
    }
    return module.startsWith("jdk.")
        || module.startsWith("java.")
        || type.startsWith("com.sun.tools.")
        || type.startsWith("sun.tools.")
        || type.startsWith("sun.security.tools.")
        || type.startsWith("sun.jvmstat.")
        || type.startsWith("jdk.jshell.")
        || type.startsWith("jdk.tools.");
  }

  /**
   * The value of a setting in the agent's argument, {@code a=b;enabled=false}, where it may also be
   * written {@code weft.enabled}; null: not there.
   */
  static String argument(String arguments, String name) {
    if (arguments == null) {
      return null;
    }
    String value = null;
    int from = 0;
    while (from < arguments.length()) {
      int end = arguments.indexOf(';', from);
      int to = end < 0 ? arguments.length() : end;
      int equals = arguments.indexOf('=', from);
      if (equals >= 0 && equals < to) {
        String key = arguments.substring(from, equals).trim();
        if (key.equals(name) || key.equals("weft." + name)) {
          value = arguments.substring(equals + 1, to).trim();
        }
      }
      from = to + 1;
    }
    return value;
  }
}
