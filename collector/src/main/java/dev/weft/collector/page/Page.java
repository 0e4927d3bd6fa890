package dev.weft.collector.page;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page at {@code /} and its files. They hold no data: what the page shows it asks of the
 * API, as whoever has opened it.
 */
public final class Page {
  /** Nothing but what comes from here; no inline script or style, no frame around it. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_EACH_TIME = "no-cache";

  /** Made at the first request: a collector that no browser asks has no use for it. */
  private volatile @Nullable Assets assets;

  /** Binds the page's routes. */
  public void bind(ServerBuilder server) {
    server.route().get("/").build((context, request) -> page(request));
    server.route().get("/ui/{build}/{file}").build(this::file);
  }

  private HttpResponse page(HttpRequest request) {
    Assets all = all();
    return serve(request, all.page(), all.build(), ASK_EACH_TIME);
  }

  private HttpResponse file(ServiceRequestContext context, HttpRequest request) {
    Assets all = all();
    Asset file = all.file(String.valueOf(context.pathParam("file")));
    if (file == null || !all.build().equals(context.pathParam("build"))) {
      return HttpResponse.of(
          HttpStatus.NOT_FOUND,
          MediaType.PLAIN_TEXT_UTF_8,
          "Not a file of this collector's page. Was it updated? Load the page again.\n");
    }
    return serve(request, file, all.build(), FOR_EVER);
  }

  private Assets all() {
    Assets all = assets;
    if (all == null) {
      // Twice at worst, with the same result.
      all = Assets.read();
      assets = all;
    }
    return all;
  }

  private static HttpResponse serve(
      HttpRequest request, Asset asset, String build, String caching) {
    String tag = "\"" + build + "\"";
    boolean known = request.headers().get(HttpHeaderNames.IF_NONE_MATCH, "").contains(tag);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .set(HttpHeaderNames.ETAG, tag)
            .set(HttpHeaderNames.CACHE_CONTROL, caching)
            .set(HttpHeaderNames.VARY, "accept-encoding")
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
            .set("cross-origin-opener-policy", "same-origin");
    if (known) {
      return HttpResponse.of(headers.build());
    }
    headers.contentType(asset.type());
    if (takesGzip(request)) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
      return HttpResponse.of(headers.build(), HttpData.wrap(asset.packed()));
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(asset.bytes()));
  }

  private static boolean takesGzip(HttpRequest request) {
    String accepted = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, "");
    for (String one : accepted.toLowerCase(Locale.ROOT).split(",")) {
      String trimmed = one.trim();
      if (trimmed.equals("gzip")
          || trimmed.startsWith("gzip;") && !trimmed.matches(".*q=0(\\.0*)?")) {
        return true;
      }
    }
    return false;
  }
}
