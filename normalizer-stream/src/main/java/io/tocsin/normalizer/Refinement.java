package io.tocsin.normalizer;

import io.tocsin.normalizer.attach.AttachmentKeeper;
import io.tocsin.normalizer.redact.Redactor;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.RawEvent;

/// Takes out of a statement what is personal, and puts what came with it into the object store.
///
/// @param redactor takes out what is personal
/// @param attachments keeps what came
record Refinement(Redactor redactor, AttachmentKeeper attachments) implements Refiner {
  @Override
  public Statement refine(RawEvent raw, Mapped.Said said, Source source) {
    return Statement.newBuilder(redactor.redacted(said))
        .setAttachments(attachments.kept(said.carried()))
        .build();
  }
}
