package io.tocsin.books.leaks;

import java.time.LocalDate;

/// What is asked about leaks.
///
/// @param since first service day of the events that are looked at
/// @param silentDays after how many days without an event a site counts as silent
/// @param openDays after how many days a test or a conflict counts as open too long
/// @param most how many of each kind are listed
public record LeakQuestion(LocalDate since, int silentDays, int openDays, int most) {}
