/// The normalizer on a cluster of three brokers, while it or a broker is killed, restarted or
/// joined: what is promised is written down as [Guarantee]s.
package io.tocsin.cluster;
