package io.tocsin.normalizer.vendor;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;
import java.util.Set;

/// Where a vendor's JSON bodies hold fields that may be marked confidential: an array of fields,
/// each with its value and with what says whether it may be shown.
///
/// @param fields the array
/// @param value the value, inside a field
/// @param flags inside a field, places that hold true where it is confidential; empty where bodies
/// carry none
/// @param id the id of a field's template, inside a field
/// @param ids templates whose fields are confidential
public record Confidential(
    JsonPointer fields,
    JsonPointer value,
    List<JsonPointer> flags,
    List<JsonPointer> id,
    Set<String> ids) {
  public Confidential {
    flags = List.copyOf(flags);
    id = List.copyOf(id);
    ids = Set.copyOf(ids);
  }
}
