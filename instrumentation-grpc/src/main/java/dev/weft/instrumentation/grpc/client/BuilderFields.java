package dev.weft.instrumentation.grpc.client;

import dev.weft.bootstrap.Members;
import io.grpc.ClientInterceptor;
import io.grpc.internal.ManagedChannelImplBuilder;
import io.grpc.internal.ManagedChannelImplBuilder.ChannelBuilderDefaultPortProvider;
import io.grpc.internal.ManagedChannelImplBuilder.ClientTransportFactoryBuilder;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What gRPC's channel builder keeps to itself. Stateless but for the looked-up fields. */
final class BuilderFields {
  private static final String BUILDER = "io.grpc.internal.ManagedChannelImplBuilder";

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

  private final MethodHandle interceptors;
  private final MethodHandle transport;
  private final MethodHandle port;
  private final MethodHandle target;
  private final MethodHandle callCredentials;
  private final MethodHandle channelCredentials;
  private final MethodHandle setRegistry;
  private final MethodHandle executorPool;
  private final MethodHandle idleTimeoutMillis;
  private final MethodHandle create;

  BuilderFields(Members members) {
    interceptors = members.getter(BUILDER, "interceptors");
    transport = members.getter(BUILDER, "clientTransportFactoryBuilder");
    port = members.getter(BUILDER, "channelBuilderDefaultPortProvider");
    target = members.getter(BUILDER, "target");
    callCredentials = members.getter(BUILDER, "callCredentials");
    channelCredentials = members.getter(BUILDER, "channelCredentials");
    setRegistry = members.setter(BUILDER, "nameResolverRegistry");
    executorPool = members.getter(BUILDER, "executorPool");
    idleTimeoutMillis = members.getter(BUILDER, "idleTimeoutMillis");
    create = members.constructor(BUILDER);
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
          (ManagedChannelImplBuilder)
              create.invoke(
                  target,
                  channelCredentials.invoke(builder),
                  callCredentials.invoke(builder),
                  transport(builder),
                  port.invoke(builder));
      for (Field setting : settings) {
        setting.set(like, setting.get(builder));
      }
      for (Field list : lists) {
        replaceAll(list.get(like), list.get(builder));
      }
      setRegistry.invoke(like, nameResolverRegistry);
      return like;
    } catch (Throwable e) {
      throw new LinkageError("channel builder", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static void replaceAll(Object target, Object source) {
    List<Object> list = (List<Object>) target;
    list.clear();
    list.addAll((List<Object>) source);
  }

  private static Object get(MethodHandle getter, ManagedChannelImplBuilder of) {
    Object value;
    try {
      value = getter.invoke(of);
    } catch (Throwable impossible) { // a getter of a field
      throw new LinkageError("channel builder", impossible);
    }
    if (value == null) {
      throw new IllegalStateException("a setting of the channel builder is null");
    }
    return value;
  }
}
