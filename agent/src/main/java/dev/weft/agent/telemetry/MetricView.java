package dev.weft.agent.telemetry;

import dev.weft.core.measure.Instrument;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;

/** Durations of one kind of request as OpenTelemetry's exporter reads them. */
record MetricView(Instrument instrument, Resource resource, HistogramData histogram)
    implements MetricData {
  @Override
  public Resource getResource() {
    return resource;
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return SpanView.SCOPE;
  }

  @Override
  public String getName() {
    return instrument.metric();
  }

  @Override
  public String getDescription() {
    return instrument.description();
  }

  @Override
  public String getUnit() {
    return "s";
  }

  @Override
  public MetricDataType getType() {
    return MetricDataType.HISTOGRAM;
  }

  @Override
  public HistogramData getData() {
    return histogram;
  }
}
