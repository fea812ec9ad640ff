package io.tocsin.normalizer.codes;

/// What the number beside a signal's code names. In a file it is written in lower case.
public enum AddressKind {
  /// Zone or point of the panel.
  ZONE,
  /// User number of the panel. It stands for a person, so it is never looked up to a name here.
  USER,
  /// Area or partition; only SIA DC-03, Contact ID has a field of its own for it.
  AREA,
  /// A part of the system: module, relay, door, line, printer, receiver.
  DEVICE,
  /// Nothing, or nothing that the event keeps.
  NONE
}
