package dev.weft.policy.compiled;

import dev.weft.policy.match.TextMatch;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP route. A route that asks for something not done yet (redirect, fixed answer, delegate)
 * has an abort of all calls with status 501, and destinations that are never used.
 *
 * @param name what traces and logs call it: the route's name, or {@code document[index]}
 * @param matches any of them; empty matches every request
 * @param destinations at least one; one is taken by weight for each call, retries stay in it
 * @param headers applied before those of the destination
 * @param rewrite null where the path and authority stay as they are
 * @param timeout of the whole call with retries and waits; null: none
 * @param retries never null; {@link RetryPolicy#DEFAULT} where the document says nothing
 * @param fault null where none is injected
 */
public record Route(
    String name,
    List<RequestMatch> matches,
    List<Destination> destinations,
    HeaderEdits headers,
    @Nullable Rewrite rewrite,
    @Nullable Duration timeout,
    RetryPolicy retries,
    @Nullable Fault fault) {

  public Route {
    matches = List.copyOf(matches);
    destinations = List.copyOf(destinations);
  }

  /**
   * All of its parts must match; a null or empty part matches anything.
   *
   * @param name of the match; may be empty
   * @param uri the path without the query
   * @param ignoreUriCase for exact and prefix only
   * @param authority the Host as the caller sent it, with the port if there was one
   * @param headers also of the pseudo headers {@code :authority} (never {@code host}), {@code
   *     :method}, {@code :path}, {@code :scheme}
   * @param withoutHeaders none may match; a missing header counts as an empty one, but for {@link
   *     TextMatch.Present}
   * @param port the service port called
   */
  public record RequestMatch(
      String name,
      @Nullable TextMatch uri,
      boolean ignoreUriCase,
      @Nullable TextMatch scheme,
      @Nullable TextMatch method,
      @Nullable TextMatch authority,
      List<NamedMatch> headers,
      List<NamedMatch> withoutHeaders,
      List<NamedMatch> queryParams,
      @Nullable Integer port) {
    public RequestMatch {
      headers = List.copyOf(headers);
      withoutHeaders = List.copyOf(withoutHeaders);
      queryParams = List.copyOf(queryParams);
    }
  }

  /** A header (lower-case name) or query parameter and what its value must be. */
  public record NamedMatch(String name, TextMatch value) {}

  /**
   * Where a call may go.
   *
   * @param host canonical
   * @param subset null: any instance of the host
   * @param port the service port; null: the one the caller addressed
   * @param weight relative to the others, at least 0
   */
  public record Destination(
      String host,
      @Nullable String subset,
      @Nullable Integer port,
      int weight,
      HeaderEdits headers) {}

  /**
   * Changes to the request's target.
   *
   * @param uri replaces the matched prefix, or the whole path where the match was not a prefix;
   *     null: the path stays
   * @param uriRegex RE2 expression whose matches in the path are replaced; null: none
   * @param uriRegexReplacement with {@code \1} groups
   * @param authority null: stays
   */
  public record Rewrite(
      @Nullable String uri,
      TextMatch.@Nullable Regex uriRegex,
      @Nullable String uriRegexReplacement,
      @Nullable String authority) {}

  /**
   * Injected faults; neither retried nor subject to the route's timeout. Percentages are 0 to 100.
   */
  public record Fault(@Nullable Delay delay, @Nullable Abort abort) {
    public record Delay(double percent, Duration fixed) {}

    /**
     * @param httpStatus 0 where {@code grpcStatus} is set
     * @param grpcStatus a gRPC code, or -1 where {@code httpStatus} is set
     */
    public record Abort(double percent, int httpStatus, int grpcStatus) {}
  }
}
