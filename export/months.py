"""The days of a package under a profile (regulation, chapter 4.1 point 2.5)."""

from __future__ import annotations

from domain.periods import DeadlineRule, PackageDates, ReportingMonth, Shift, package_dates

__all__ = ["DeadlineRule", "PackageDates", "ReportingMonth", "Shift", "package_dates"]
