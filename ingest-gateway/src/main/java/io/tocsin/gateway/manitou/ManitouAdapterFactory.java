package io.tocsin.gateway.manitou;

import io.tocsin.gateway.Section;
import io.tocsin.gateway.VendorAdapter;
import io.tocsin.gateway.VendorAdapterFactory;
import jakarta.inject.Singleton;

/// Makes the adapters of Manitou sources.
@Singleton
final class ManitouAdapterFactory implements VendorAdapterFactory {
  @Override
  public String vendor() {
    return "manitou";
  }

  @Override
  public VendorAdapter create(Section settings, int maxBatchElements) {
    return new ManitouAdapter(settings, maxBatchElements);
  }
}
