package dev.weft.instrumentation.http;

import dev.weft.bootstrap.Adapter;
import dev.weft.instrumentation.http.apache.ApacheAdapter;
import dev.weft.instrumentation.http.jdk.client.JavaHttpClient;
import dev.weft.instrumentation.http.jdk.server.JdkHttpServer;
import dev.weft.instrumentation.http.tomcat.TomcatAdapter;
import java.util.List;

/**
 * The adapters for HTTP libraries. Called in {@code premain}: pure data, no type of a library, no
 * lambda. An adapter that sets the context of inbound calls lists the capability {@code context}.
 */
public final class HttpAdapters {
  private HttpAdapters() {}

  public static List<Adapter> all() {
    return List.of(
        JavaHttpClient.adapter(),
        JdkHttpServer.adapter(),
        ApacheAdapter.adapter(),
        TomcatAdapter.adapter());
  }
}
