package dev.weft.core.call;

/** What an exchange runs on: the filters, the snapshot of the moment, the clock. Made by the core. */
public interface OutboundPath {}
