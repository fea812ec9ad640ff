package io.tocsin.books.reconcile;

/// An export of a source, as it was fetched from the platform.
///
/// @param source name of the source
/// @param mediaType one that the source sends, for example text/csv
/// @param bytes the file
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record ExportFile(String source, String mediaType, byte[] bytes) {}
