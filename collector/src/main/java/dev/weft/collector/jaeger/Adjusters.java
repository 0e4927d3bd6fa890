package dev.weft.collector.jaeger;

import dev.weft.collector.jaeger.JaegerSpan.Content;
import dev.weft.collector.jaeger.JaegerSpan.Log;
import dev.weft.collector.jaeger.JaegerSpan.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Jaeger's query service does to a trace before it shows it, in its order. Stateless. */
final class Adjusters {
  private static final String NONE = "0000000000000000";

  /** Written by SDKs on spans, of the process as a whole. */
  private static final Set<String> LIBRARY =
      Set.of(
          "telemetry.sdk.language",
          "telemetry.sdk.name",
          "telemetry.sdk.version",
          "telemetry.distro.name",
          "telemetry.distro.version");

  private Adjusters() {}

  static void adjust(List<JaegerSpan> spans) {
    distinguishSharedIds(spans);
    spans.forEach(Adjusters::sort);
    removeDuplicates(spans);
    ClockSkew.report(spans);
    for (JaegerSpan span : spans) {
      span.tags.replaceAll(Adjusters::address);
      span.process.tags().replaceAll(Adjusters::address);
      moveLibraryTags(span);
      span.process.tags().sort(Tag.ORDER);
      removeEmptyReferences(span);
      parentFirst(span);
    }
  }

  /** Zipkin's clients and servers share one id: the server's span gets one of its own. */
  private static void distinguishSharedIds(List<JaegerSpan> spans) {
    Set<String> used = new HashSet<>();
    Set<String> clients = new HashSet<>();
    for (JaegerSpan span : spans) {
      used.add(span.id);
      if (span.isKind("client")) {
        clients.add(span.id);
      }
    }
    Map<String, String> renamed = new HashMap<>();
    long next = 0;
    for (JaegerSpan span : spans) {
      if (clients.contains(span.id) && span.isKind("server")) {
        String id;
        do {
          next++;
          id = String.format("%016x", next);
        } while (used.contains(id));
        renamed.put(span.id, id);
        span.replaceParent(span.id);
        span.id = id;
      }
    }
    for (JaegerSpan span : spans) {
      String parent = span.parentId();
      String now = parent == null ? null : renamed.get(parent);
      if (now != null && !span.id.equals(now)) {
        span.replaceParent(now);
      }
    }
  }

  private static void sort(JaegerSpan span) {
    span.tags.sort(Tag.ORDER);
    span.process.tags().sort(Tag.ORDER);
    for (Log log : span.logs) {
      // The event's name stays the first.
      List<Tag> fields = log.fields();
      int offset = 0;
      for (int i = 0; i < fields.size(); i++) {
        Tag field = fields.get(i);
        if (field.key().equals("event") && field.type() == Tag.Type.STRING) {
          fields.set(i, fields.get(0));
          fields.set(0, field);
          offset = 1;
          break;
        }
      }
      fields.subList(offset, fields.size()).sort(Tag.ORDER);
    }
  }

  private static void removeDuplicates(List<JaegerSpan> spans) {
    Set<Content> seen = new HashSet<>();
    spans.removeIf(span -> !seen.add(span.content()));
  }

  /** An address that is packed into a number. */
  private static Tag address(Tag tag) {
    if (!tag.key().equals("ip") && !tag.key().equals("peer.ipv4")
        || !(tag.value() instanceof Number number)) {
      return tag;
    }
    long bits = number.longValue();
    return Tag.text(
        tag.key(),
        (bits >> 24 & 255)
            + "."
            + (bits >> 16 & 255)
            + "."
            + (bits >> 8 & 255)
            + "."
            + (bits & 255));
  }

  private static void moveLibraryTags(JaegerSpan span) {
    for (Iterator<Tag> tags = span.tags.iterator(); tags.hasNext(); ) {
      Tag tag = tags.next();
      if (LIBRARY.contains(tag.key())) {
        span.process.tags().add(tag);
        tags.remove();
      }
    }
  }

  private static void removeEmptyReferences(JaegerSpan span) {
    List<Reference> valid = new ArrayList<>();
    for (Reference reference : span.references) {
      if (reference.traceId().equals(NONE)) {
        span.warnings.add(
            "Invalid span reference removed {TraceID:"
                + NONE
                + " SpanID:"
                + reference.spanId()
                + " RefType:"
                + reference.type()
                + " XXX_NoUnkeyedLiteral:{} XXX_unrecognized:[] XXX_sizecache:0}");
      } else {
        valid.add(reference);
      }
    }
    span.references.clear();
    span.references.addAll(valid);
  }

  /** What its page takes for the parent. */
  private static void parentFirst(JaegerSpan span) {
    int child = -1;
    int other = -1;
    for (int i = 0; i < span.references.size() && child < 0; i++) {
      Reference reference = span.references.get(i);
      if (reference.traceId().equals(span.traceId)) {
        if (reference.childOf()) {
          child = i;
        } else if (other < 0) {
          other = i;
        }
      }
    }
    int first = child >= 0 ? child : other;
    if (first > 0) {
      Collections.swap(span.references, 0, first);
    }
  }
}
