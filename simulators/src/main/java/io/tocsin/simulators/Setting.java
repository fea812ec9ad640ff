package io.tocsin.simulators;

/// A knob of a stand-in.
///
/// @param name its name
/// @param initial its value at the start
/// @param meaning what it does, in one sentence
public record Setting(String name, String initial, String meaning) {}
