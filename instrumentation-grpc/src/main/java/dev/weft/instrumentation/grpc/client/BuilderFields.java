package dev.weft.instrumentation.grpc.client;

import io.grpc.ClientInterceptor;
import io.grpc.internal.ManagedChannelImplBuilder;
import io.grpc.internal.ManagedChannelImplBuilder.ChannelBuilderDefaultPortProvider;
import io.grpc.internal.ManagedChannelImplBuilder.ClientTransportFactoryBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What gRPC's channel builder keeps to itself. Stateless but for the looked-up fields. */
final class BuilderFields {
  /** Of the application's channel alone: where it goes, and what it makes of a service config. */
  private static final Set<String> NOT_INHERITED =
      Set.of(
          "nameResolverRegistry",
          "nameResolverProvider",
          "nameResolverCustomArgs",
          "authorityOverride",
          "defaultLbPolicy",
          "retryEnabled",
          "defaultServiceConfig",
          "lookUpServiceConfig",
          "idleTimeoutMillis",
          "interceptors");

  private final List<Field> settings = new ArrayList<>();

  /** Lists that a builder only adds to: transport filters, from 1.61 on. */
  private final List<Field> lists = new ArrayList<>();

  private final Field interceptors = field("interceptors");
  private final Field transport = field("clientTransportFactoryBuilder");
  private final Field port = field("channelBuilderDefaultPortProvider");
  private final Field target = field("target");
  private final Field callCredentials = field("callCredentials");
  private final Field channelCredentials = field("channelCredentials");
  private final Field registry = field("nameResolverRegistry");
  private final Field executorPool = field("executorPool");
  private final Field idleTimeoutMillis = field("idleTimeoutMillis");

  BuilderFields() {
    for (Field field : ManagedChannelImplBuilder.class.getDeclaredFields()) {
      int modifiers = field.getModifiers();
      if (Modifier.isStatic(modifiers) || NOT_INHERITED.contains(field.getName())) {
        continue;
      }
      if (!Modifier.isFinal(modifiers)) {
        field.setAccessible(true);
        settings.add(field);
      } else if (field.getType() == List.class) {
        field.setAccessible(true);
        lists.add(field);
      }
    }
  }

  @SuppressWarnings("unchecked")
  List<ClientInterceptor> interceptors(ManagedChannelImplBuilder builder) {
    return (List<ClientInterceptor>) get(interceptors, builder);
  }

  String target(ManagedChannelImplBuilder builder) {
    return (String) get(target, builder);
  }

  ClientTransportFactoryBuilder transport(ManagedChannelImplBuilder builder) {
    return (ClientTransportFactoryBuilder) get(transport, builder);
  }

  int defaultPort(ManagedChannelImplBuilder builder) {
    return ((ChannelBuilderDefaultPortProvider) get(port, builder)).getDefaultPort();
  }

  long idleTimeoutMillis(ManagedChannelImplBuilder builder) {
    return (Long) get(idleTimeoutMillis, builder);
  }

  Object executorPool(ManagedChannelImplBuilder builder) {
    return get(executorPool, builder);
  }

  /** A builder with the same settings, for {@code target}. */
  ManagedChannelImplBuilder likeness(
      ManagedChannelImplBuilder builder, String target, Object nameResolverRegistry) {
    try {
      ManagedChannelImplBuilder like =
          new ManagedChannelImplBuilder(
              target,
              (io.grpc.ChannelCredentials) channelCredentials.get(builder),
              (io.grpc.CallCredentials) callCredentials.get(builder),
              transport(builder),
              (ChannelBuilderDefaultPortProvider) port.get(builder));
      for (Field setting : settings) {
        setting.set(like, setting.get(builder));
      }
      for (Field list : lists) {
        replaceAll(get(list, like), get(list, builder));
      }
      registry.set(like, nameResolverRegistry);
      return like;
    } catch (IllegalAccessException e) {
      throw new LinkageError("channel builder", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static void replaceAll(Object target, Object source) {
    List<Object> list = (List<Object>) target;
    list.clear();
    list.addAll((List<Object>) source);
  }

  private static Object get(Field field, Object of) {
    try {
      @Nullable Object value = field.get(of);
      if (value == null) {
        throw new IllegalStateException(field + " is null");
      }
      return value;
    } catch (IllegalAccessException e) {
      throw new LinkageError(field.toString(), e);
    }
  }

  private static Field field(String name) {
    try {
      Field field = ManagedChannelImplBuilder.class.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new LinkageError(name, e);
    }
  }
}
