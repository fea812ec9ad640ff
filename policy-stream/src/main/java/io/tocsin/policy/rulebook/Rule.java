package io.tocsin.policy.rulebook;

/// One rule: what it is called, when it applies, what then.
public record Rule(String id, Condition when, Outcome then) {}
