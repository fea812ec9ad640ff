/// Makes decisions out of drafts, for one account: what a contract gives away, what it caps, and
/// the meter of signal volume. Pure: everything is kept in an [AccountStore].
@NullMarked
package io.tocsin.policy.account;

import org.jspecify.annotations.NullMarked;
