package dev.weft.smoke.conformance;

import dev.weft.smoke.harness.Jdk;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives suites their {@link World}; the last suite's end closes all. */
final class WorldExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == World.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Setting setting = context.getRequiredTestClass().getAnnotation(Setting.class);
    Jdk jdk = Jdk.named(setting.jdk());
    Assumptions.assumeTrue(jdk != null, () -> Jdk.missing(setting.jdk()));
    return context
        .getRoot()
        .getStore(Namespace.create(WorldExtension.class))
        .getOrComputeIfAbsent(
            setting.jdk() + setting.client() + setting.server(),
            key -> new World(jdk, setting.client(), setting.server()),
            World.class);
  }
}
