package dev.weft.collector.traces;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;

/**
 * What spans come from; one object for many of them.
 *
 * @param service {@code service.name}, or what Jaeger says where there is none
 */
public record Source(String service, Resource resource, InstrumentationScope scope) {

  static Source of(Resource resource, InstrumentationScope scope) {
    return new Source(service(resource), resource, scope);
  }

  private static String service(Resource resource) {
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals("service.name")) {
        AnyValue value = attribute.getValue();
        if (value.getValueCase() != AnyValue.ValueCase.STRING_VALUE) {
          return "service-name-wrong-type";
        }
        return value.getStringValue().isEmpty() ? "empty-service-name" : value.getStringValue();
      }
    }
    return "missing-service-name";
  }

  int size() {
    return resource.getSerializedSize() + scope.getSerializedSize();
  }
}
