package io.tocsin.gateway.tracktik;

import io.tocsin.gateway.Section;
import io.tocsin.gateway.VendorAdapter;
import io.tocsin.gateway.VendorAdapterFactory;
import jakarta.inject.Singleton;

/// Makes the adapters of TrackTik sources.
@Singleton
final class TrackTikAdapterFactory implements VendorAdapterFactory {
  @Override
  public String vendor() {
    return "tracktik";
  }

  @Override
  public VendorAdapter create(Section settings, int maxBatchElements) {
    return new TrackTikAdapter(settings, maxBatchElements);
  }
}
