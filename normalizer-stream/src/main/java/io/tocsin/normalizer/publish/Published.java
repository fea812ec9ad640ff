package io.tocsin.normalizer.publish;

/// What a publication changed.
///
/// @param sitesWritten site references written
/// @param sitesRemoved site references taken away
/// @param sitesUnchanged site references that were already so
/// @param mappingsWritten code mappings written
/// @param mappingsUnchanged code mappings that were already so
public record Published(
    int sitesWritten,
    int sitesRemoved,
    int sitesUnchanged,
    int mappingsWritten,
    int mappingsUnchanged) {
  /// In words.
  @Override
  public String toString() {
    return ("site references: %d written, %d removed, %d unchanged;"
            + " code mappings: %d written, %d unchanged")
        .formatted(sitesWritten, sitesRemoved, sitesUnchanged, mappingsWritten, mappingsUnchanged);
  }
}
