package io.tocsin.normalizer.vendor;

import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.Reference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a vendor's adapter made of a body.
public sealed interface Mapped {
  /// The facts that the body gave.
  ///
  /// @param code code as the mapping knows it: as received, but without a qualifier that was
  /// written into it
  /// @param scheme code table of the code
  /// @param qualifier what the signal says of the condition
  /// @param zone zone or point
  /// @param area partition or area
  /// @param severity 1 (most severe) to 5
  /// @param category the source's category words
  /// @param status the source's status
  /// @param references names of the event in other systems
  /// @param attributes further facts that rules may use; nothing personal
  record Facts(
      @Nullable String code,
      @Nullable String scheme,
      @Nullable Qualifier qualifier,
      @Nullable String zone,
      @Nullable String area,
      @Nullable Integer severity,
      @Nullable String category,
      @Nullable String status,
      List<Reference> references,
      Map<String, String> attributes)
      implements Mapped {
    public Facts {
      references = List.copyOf(references);
      attributes = Map.copyOf(attributes);
    }
  }

  /// The body is not what it should be.
  ///
  /// @param reason what is wrong with it, in a sentence without anything of its content
  record Unreadable(String reason) implements Mapped {}
}
