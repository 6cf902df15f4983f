"""The objects: original files, immutable and content-addressed, in a folder or S3 (:mod:`storage.objects.s3`)."""

from storage.objects.folder import FolderObjects
from storage.objects.port import Objects, StoredObject, StoreHealth, is_sha256

__all__ = ["FolderObjects", "Objects", "StoreHealth", "StoredObject", "is_sha256"]
