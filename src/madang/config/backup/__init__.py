"""Backup and restore of a whole site to one point: database, files, log, and apart from them the keys.

A backup is a folder:

    NAME/manifest.json      what it holds, SHA-256 of each part, the log's checkpoint; written last
    NAME/database.dump      everything but the keys of subjects (pg_dump, custom format)
    NAME/log/, log.sha256   the transparency log up to the checkpoint, and SHA-256 of each file
    NAME/files/, files.sha256

Its keys lie apart, below another folder, and are deleted after 30 days:

    NAME/manifest.json
    NAME/subjects.dump      the keys of subjects, wrapped
    NAME/keys/, keys.sha256 the key store and the secrets of the process environment

So an old backup alone tells nothing about a person whose key was deleted since: it opens with the newest keys
only, and every restore deletes again what the log says was deleted.
"""

from madang.config.backup.making import back_up
from madang.config.backup.restoring import restore

__all__ = ["back_up", "restore"]
