package dev.weft.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdk.compiler/com.sun.tools.javac.Main -version",
        "jdk.jcmd/sun.tools.jcmd.JCmd 1 Thread.print",
        "java.base/sun.security.tools.keytool.Main -list",
        "jdk.jartool/sun.tools.jar.Main",
        "com.sun.tools.javac.Main A.java",
        "jdk.jshell.execution.RemoteExecutionControl 4711"
      })
  void toolsOfTheJdkAreTold(String command) {
    assertThat(Launch.isJdkTool(command)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reviews.jar --port 9080",
        "com.example.Main jdk.compiler/com.sun.tools.javac.Main",
        "com.example.app/com.example.Main",
        "jdk.compiler/com.sun.tools.javac.launcher.Main Program.java",
        "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher Program.java",
        "/opt/jdk.d/app.jar",
        ""
      })
  void applicationsAreNoTools(String command) {
    assertThat(Launch.isJdkTool(command)).isFalse();
  }

  @Test
  void anUnknownCommandIsAnApplication() {
    assertThat(Launch.isJdkTool(null)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "enabled=false, false",
    "service=a;enabled=false;labels=x=y, false",
    "service=a; enabled = false ;, false",
    "weft.enabled=false, false",
    "enabled=true;enabled=false, false"
  })
  void anArgumentIsFoundAmongOthers(String arguments, String value) {
    assertThat(Launch.argument(arguments, "enabled")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "service=a", "labels=enabled=false", "enabled", "notenabled=false"})
  void whatIsNotThereIsNull(String arguments) {
    assertThat(Launch.argument(arguments, "enabled")).isNull();
  }
}
