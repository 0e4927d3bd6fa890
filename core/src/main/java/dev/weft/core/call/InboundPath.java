package dev.weft.core.call;

/** What a served call runs on. Made by the core. */
public interface InboundPath {}
