/**
 * Calls that the application makes.
 *
 * <p>How an attempt gets to exactly the endpoint that the core chose: each channel of the
 * application has a pool of channels of ours, one an endpoint, built from the same builder's
 * settings (transport, sizes, keep-alive, executor, credentials) without name resolution, service
 * configuration, retries or interceptors. The application's own channel stays idle as long as it is
 * used for mesh hosts only, so a name that no DNS knows is never looked up, and its own retries
 * cannot multiply ours; calls to other hosts go through it as ever. A balancer with a picker inside
 * the application's channel would have to replace its name resolver, service configuration and
 * balancing policy before it is known whether the target is the mesh's.
 *
 * <p>Our interceptor sits next to the transport, inside those of the application: what they add to
 * the headers is seen by routing, as by a proxy, and they see one logical call, not its attempts.
 */
package dev.weft.instrumentation.grpc.client;
