package dev.weft.agent.jvm;

/** Does nothing with any library; ends as its first argument says. */
final class TrivialProgram {
  private TrivialProgram() {}

  public static void main(String[] args) {
    System.out.println("ran");
    String end = args.length == 0 ? "" : args[0];
    switch (end) {
      case "exit" -> System.exit(3);
      case "throw" -> throw new IllegalStateException("expected");
      case "look" -> look();
      default -> System.out.println("done");
    }
  }

  /** Prints what of the agent an application can see. */
  private static void look() {
    ClassLoader loader = TrivialProgram.class.getClassLoader();
    for (String name :
        new String[] {
          "dev.weft.agent.start.AgentStart",
          "dev.weft.bootstrap.Bridge",
          "dev.weft.bootstrap.Hook",
          "dev.weft.core.Mesh",
          "dev.weft.policy.frame.Frame",
          "net.bytebuddy.jar.asm.ClassReader",
          "com.fasterxml.jackson.core.JsonParser"
        }) {
      try {
        Class.forName(name, false, loader);
        System.out.println("visible class " + name);
      } catch (ClassNotFoundException e) {
        System.out.println("hidden");
      }
      if (loader.getResource(name.replace('.', '/') + ".class") != null) {
        System.out.println("visible resource " + name);
      }
    }
    if (loader.getResource("META-INF/services/org.slf4j.spi.SLF4JServiceProvider") != null) {
      System.out.println("visible service");
    }
  }
}
