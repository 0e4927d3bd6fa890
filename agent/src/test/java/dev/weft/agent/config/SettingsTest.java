package dev.weft.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private final Properties system = new Properties();

  private Settings parse(String args, Map<String, String> env) {
    return Settings.parse(args, env, system);
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    system.setProperty("weft.service", "reviews");
    system.setProperty("user.home", "/home/u");

    Settings settings = parse(null, Map.of());

    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.enabled()).isTrue();
    assertThat(settings.collector()).isEqualTo("http://localhost:7700");
    assertThat(settings.namespace()).isEqualTo("default");
    assertThat(settings.serviceAccount()).isEqualTo("reviews");
    assertThat(settings.labels()).containsExactly(Map.entry("app", "reviews"));
    assertThat(settings.startWaitNanos()).isEqualTo(2_000_000_000L);
    assertThat(settings.stateDir()).isEqualTo(Path.of("/home/u/.weft/state"));
    assertThat(settings.telemetry().traces().endpoint())
        .isEqualTo("http://localhost:7700/v1/traces");
    assertThat(settings.telemetry().endpointGiven()).isFalse();
    assertThat(settings.telemetry().rootRatio()).isEqualTo(1.0);
  }

  @Test
  void theAgentsArgumentBeatsThePropertyAndThatTheEnvironment() {
    Map<String, String> env =
        Map.of("WEFT_SERVICE", "c", "WEFT_NAMESPACE", "c", "WEFT_START_WAIT", "500ms");
    system.setProperty("weft.service", "b");
    system.setProperty("weft.namespace", "b");

    Settings settings = parse("service=a;labels=version=v2,zone=z", env);

    assertThat(settings.service()).isEqualTo("a");
    assertThat(settings.namespace()).isEqualTo("b");
    assertThat(settings.startWaitNanos()).isEqualTo(500_000_000L);
    assertThat(settings.labels()).isEqualTo(Map.of("app", "a", "version", "v2", "zone", "z"));
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void everyBadValueIsNamedWithWhatWasExpectedAndItsDefaultUsed() {
    Settings settings =
        parse(
            "service=a;start.wait=2;ports=80:8080,x;collector=reviews:80;mtls.port=99999;"
                + "advertise=myhost;identity.store=disk;enabled=ja;log.level=loud;services=A:1",
            Map.of("OTEL_TRACES_SAMPLER", "sometimes"));

    assertThat(settings.enabled()).isTrue();
    assertThat(settings.startWaitNanos()).isEqualTo(2_000_000_000L);
    assertThat(settings.ports()).containsExactly(new Settings.PortMapping(80, 8080));
    assertThat(settings.collector()).isEqualTo("http://localhost:7700");
    assertThat(settings.advertise()).isNull();
    assertThat(settings.warnings())
        .hasSize(10)
        .anyMatch(w -> w.startsWith("setting start.wait: ignored '2', expected a duration"))
        .anyMatch(w -> w.startsWith("setting ports: ignored 'x', expected a port"))
        .anyMatch(w -> w.startsWith("setting enabled: ignored 'ja', expected true or false"))
        .anyMatch(w -> w.startsWith("setting OTEL_TRACES_SAMPLER: ignored 'sometimes'"));
  }

  @Test
  void unknownSettingsOfOursAreReportedInEverySpellingButNotTokens() {
    system.setProperty("weft.servcie", "x");
    system.setProperty("other.thing", "x");

    Settings settings =
        parse("service=a;nonsense=1", Map.of("WEFT_TOKENS", "geheim", "WEFT_START_WAITS", "1"));

    assertThat(settings.warnings())
        .hasSize(4)
        .anyMatch(w -> w.contains("weft.servcie"))
        .anyMatch(w -> w.contains("nonsense"))
        .anyMatch(w -> w.contains("WEFT_START_WAITS"))
        .noneMatch(w -> w.contains("geheim"));
  }

  @Test
  void serviceFallsBackToOpenTelemetryThenToTheProgramsNameWithAWarning() {
    assertThat(parse(null, Map.of("OTEL_SERVICE_NAME", "cart")).service()).isEqualTo("cart");
    assertThat(parse(null, Map.of("OTEL_RESOURCE_ATTRIBUTES", "service.name=pay")).service())
        .isEqualTo("pay");

    system.setProperty("sun.java.command", "/opt/My App_1.jar --port 80");
    Settings byJar = parse(null, Map.of());
    assertThat(byJar.service()).isEqualTo("my-app-1");
    assertThat(byJar.warnings()).singleElement().asString().contains("my-app-1");

    system.setProperty("sun.java.command", "shop.mod/com.acme.OrderService start");
    assertThat(parse(null, Map.of()).service()).isEqualTo("orderservice");
  }

  @Test
  void adaptersAreSwitchedOffInEverySpelling() {
    system.setProperty("weft.instrumentation.grpc.enabled", "false");
    system.setProperty("weft.instrumentation.tomcat.enabled", "true");
    Settings settings =
        parse(
            "service=a;instrumentation.jdk-server.enabled=false",
            Map.of(
                "WEFT_INSTRUMENTATION_JAVA_HTTP_ENABLED", "false",
                "WEFT_INSTRUMENTATION_TOMCAT_ENABLED", "false"));

    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.adapterEnabled("grpc")).isFalse();
    assertThat(settings.adapterEnabled("jdk-server")).isFalse();
    assertThat(settings.adapterEnabled("java-http")).isFalse();
    assertThat(settings.adapterEnabled("tomcat")).isTrue();
  }

  @Test
  void openTelemetrySettingsMeanWhatTheyMeanEverywhere() {
    Settings settings =
        parse(
            "service=a",
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger:4318/",
                "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20x,k=v",
                "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "0.25",
                "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=a%2Cb,service.name=x",
                "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"));

    TelemetrySettings telemetry = settings.telemetry();
    assertThat(settings.warnings()).isEmpty();
    assertThat(telemetry.traces().endpoint()).isEqualTo("http://jaeger:4318/v1/traces");
    assertThat(telemetry.endpointGiven()).isTrue();
    assertThat(telemetry.traces().headers())
        .isEqualTo(Map.of("authorization", "Bearer x", "k", "v"));
    assertThat(telemetry.rootRatio()).isEqualTo(0.25);
    assertThat(telemetry.sampler().parentBased()).isTrue();
    assertThat(telemetry.traces().gzip()).isTrue();
    assertThat(telemetry.resourceAttributes())
        .isEqualTo(Map.of("deployment.environment.name", "a,b"));
  }

  @Test
  void metricsAreExportedWhereAnEndpointIsNamedForThemOrForAll() {
    assertThat(parse("service=a", Map.of()).telemetry().metrics()).isNull();
    assertThat(
            parse("service=a", Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://x:1/t"))
                .telemetry()
                .metrics())
        .isNull();

    String base = "OTEL_EXPORTER_OTLP_ENDPOINT";
    MetricsSettings all =
        parse("service=a", Map.of(base, "http://x:1", "OTEL_EXPORTER_OTLP_HEADERS", "k=v"))
            .telemetry()
            .metrics();
    assertThat(all.target().endpoint()).isEqualTo("http://x:1/v1/metrics");
    assertThat(all.target().headers()).isEqualTo(Map.of("k", "v"));
    assertThat(all.intervalMillis()).isEqualTo(60_000);
    assertThat(all.delta()).isFalse();

    Settings own =
        parse(
            "service=a",
            Map.of(
                "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://y:2/custom",
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS", "k=w",
                "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "DELTA",
                "OTEL_METRIC_EXPORT_INTERVAL", "5000"));
    assertThat(own.warnings()).isEmpty();
    assertThat(own.telemetry().endpointGiven()).isFalse();
    assertThat(own.telemetry().metrics().target().endpoint()).isEqualTo("https://y:2/custom");
    assertThat(own.telemetry().metrics().target().headers()).isEqualTo(Map.of("k", "w"));
    assertThat(own.telemetry().metrics().intervalMillis()).isEqualTo(5_000);
    assertThat(own.telemetry().metrics().delta()).isTrue();

    for (String off : List.of("OTEL_SDK_DISABLED=true", "OTEL_METRICS_EXPORTER=none")) {
      String[] pair = off.split("=");
      Settings disabled = parse("service=a", Map.of(base, "http://x:1", pair[0], pair[1]));
      assertThat(disabled.telemetry().metrics()).isNull();
      assertThat(disabled.warnings()).isEmpty();
    }
    Settings nowhere = parse("service=a", Map.of("OTEL_METRICS_EXPORTER", "otlp"));
    assertThat(nowhere.telemetry().metrics()).isNull();
    assertThat(nowhere.warnings()).singleElement().asString().contains("none is sent");
  }

  @Test
  void theSignalsOwnEndpointIsUsedToTheLetterAndSwitchesStopTheExportOnly() {
    Settings own =
        parse("service=a", Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://x:1/custom/"));
    assertThat(own.telemetry().traces().endpoint()).isEqualTo("https://x:1/custom/");

    Settings half = parse("service=a", Map.of("OTEL_EXPORTER_OTLP_CLIENT_KEY", "/k"));
    assertThat(half.telemetry().traces().clientKey()).isNull();
    assertThat(half.warnings()).singleElement().asString().contains("both or neither");

    Settings disabled = parse("service=a", Map.of("OTEL_SDK_DISABLED", "true"));
    assertThat(disabled.enabled()).isTrue();
    assertThat(disabled.telemetry().exportSpans()).isFalse();
    assertThat(parse("service=a", Map.of("OTEL_TRACES_EXPORTER", "none")).telemetry().exportSpans())
        .isFalse();
  }

  @Test
  void advertiseTakesAnAddressWithAndWithoutPort() {
    assertThat(parse("service=a;advertise=10.0.0.1", Map.of()).advertise())
        .isEqualTo(new Settings.Advertised("10.0.0.1", 0));
    assertThat(parse("service=a;advertise=10.0.0.1:99", Map.of()).advertise())
        .isEqualTo(new Settings.Advertised("10.0.0.1", 99));
    assertThat(parse("service=a;advertise=[::1]:99", Map.of()).advertise())
        .isEqualTo(new Settings.Advertised("::1", 99));
    assertThat(parse("service=a;advertise=fd00::2", Map.of()).advertise())
        .isEqualTo(new Settings.Advertised("fd00::2", 0));
  }

  @Test
  void secretsAreNotPrinted() {
    Settings settings =
        parse(
            "service=a;token=geheim", Map.of("OTEL_EXPORTER_OTLP_HEADERS", "authorization=geheim"));

    assertThat(settings.token()).isEqualTo("geheim");
    assertThat(settings.toString() + settings.telemetry()).doesNotContain("geheim");
  }
}
