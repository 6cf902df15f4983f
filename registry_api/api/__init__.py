"""The JSON API: the same records and the same rules as the pages, for programs.

Bearer tokens only; described at ``/schema``.
"""

from registry_api.api.acts import ActsApi, SearchApi
from registry_api.api.intake import DraftsApi, IntakeApi
from registry_api.api.packages import JournalApi, PackagesApi

ROUTES = [ActsApi, SearchApi, IntakeApi, DraftsApi, PackagesApi, JournalApi]

__all__ = ["ROUTES"]
