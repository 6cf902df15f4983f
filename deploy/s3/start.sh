#!/bin/sh
# Starts the S3 gateway with the keys of the secrets; --versioning-dir keeps every version of an object.
set -eu
ROOT_ACCESS_KEY=$(cat /run/secrets/s3_access_key)
ROOT_SECRET_KEY=$(cat /run/secrets/s3_secret_key)
export ROOT_ACCESS_KEY ROOT_SECRET_KEY
exec /usr/local/bin/versitygw --quiet --port :7070 --health /health posix --versioning-dir /versions /data
