"""The objects: original files, immutable and content-addressed, in a folder or an S3 bucket."""

from storage.objects.folder import FolderObjects
from storage.objects.port import Objects, StoredObject, StoreHealth, is_sha256
from storage.objects.s3 import S3Objects, S3Place

__all__ = ["FolderObjects", "Objects", "S3Objects", "S3Place", "StoreHealth", "StoredObject", "is_sha256"]
