package io.tocsin.policy.decision;

/// What put an event on test.
///
/// @param by the window's id, `signal:<event key>`, or `source`
/// @param sentence the same for a finance person
public record OnTest(String by, String sentence) {}
