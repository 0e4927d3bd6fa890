/**
 * Policy documents and how they are read. Public: {@link dev.weft.policy.document.PolicyDocument}
 * and {@link dev.weft.policy.document.DocumentKey} (what is stored and pushed), {@link
 * dev.weft.policy.document.DocumentReader} (text to {@link dev.weft.policy.document.RawDocument};
 * the only class that touches YAML), {@link dev.weft.policy.document.UnreadableDocumentException}.
 */
@NullMarked
package dev.weft.policy.document;

import org.jspecify.annotations.NullMarked;
