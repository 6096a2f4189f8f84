"""What describes the files: the index of all releases, a release's manifest, and its Croissant metadata."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from battles.models import Arena
from ratings.files.content import COLUMNS
from ratings.models import DataRelease, ReleaseFile

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
CROISSANT = "http://mlcommons.org/croissant/1.1"
KINDS = {str: "sc:Text", float: "sc:Float", int: "sc:Integer"}
WORDS = {
    "model_name": "The model's public name.",
    "organization": "Its maker; empty if not known.",
    "license": "Its licence; empty if not known.",
    "rating": "Bradley–Terry rating in points; 400 points are odds of ten to one.",
    "rating_lower": "Lower end of the 95 % interval.",
    "rating_upper": "Upper end of the 95 % interval.",
    "variance": "Variance of the rating that the interval implies, in points squared.",
    "vote_count": "Number of counted votes on it.",
    "rank": "1 + the number of models whose interval is wholly above this one's.",
    "category": "The board.",
    "leaderboard_publish_date": "The UTC day at whose end the arena showed these numbers.",
}
"""Descriptions of the eleven columns."""

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

Address = Callable[[str], str]
"""From a path of the site to an absolute address."""


def media_type(name: str) -> str:
    """Return the media type of a file by its ending."""
    return MEDIA_TYPES[name.rpartition(".")[2]]


def list_releases(arena: Arena) -> QuerySet[DataRelease]:
    """Return an arena's releases that have files, oldest first."""
    has_files = Exists(ReleaseFile.objects.filter(release=OuterRef("pk")))
    releases = DataRelease.objects.filter(has_files, arena=arena, gone="")
    return releases.select_related("arena").order_by("day")


def build_index(address: Address, arenas_read: Iterable[Arena]) -> dict[str, Any]:
    """Return each of these arenas with the days that have files; `files` is a URI template (RFC 6570)."""
    arenas = []
    for arena in arenas_read:
        days = [day.isoformat() for day in list_releases(arena).values_list("day", flat=True)]
        if days:
            arenas.append(
                {
                    "arena": arena.slug,
                    "title": arena.title,
                    "latest": days[-1],
                    "manifest": address(f"/data/{arena.slug}/latest/manifest.json"),
                    "days": days,
                }
            )
    return {"arenas": arenas, "files": address("/data/") + "{arena}/{day}/{name}"}


def build_manifest(release: DataRelease, address: Address) -> dict[str, Any]:
    """Return digest, size and rows of every file of a release. File names are relative to the manifest."""
    return {
        "arena": release.arena.slug,
        "date": release.day.isoformat(),
        "made_at": release.made_at.isoformat(),
        "schema_version": release.schema_version,
        "license": release.license,
        "citation": cite(release, address),
        "files": [
            {
                "name": file.name,
                "media_type": media_type(file.name).partition(";")[0],
                "bytes": file.size,
                "sha256": file.sha256,
                "rows": file.rows,
                "snapshot": file.snapshot,
            }
            for file in list_files(release)
        ],
    }


def list_files(release: DataRelease) -> list[ReleaseFile]:
    """Return a release's files by name, without their bytes."""
    return list(release.files.defer("body").order_by("name"))


def cite(release: DataRelease, address: Address) -> str:
    """Return one line that names exactly this release."""
    where = folder(release, address)
    return (
        f"Blind Arena: leaderboards of the arena {release.arena.slug} on {release.day}. {where}manifest.json"
    )


def folder(release: DataRelease, address: Address) -> str:
    """Return the address under which a release's files are, with a slash at its end."""
    return address(f"/data/{release.arena.slug}/{release.day}/")


def build_dataset(release: DataRelease, address: Address) -> dict[str, Any]:
    """Return a release as a schema.org Dataset, for search engines."""
    where = folder(release, address)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": f"Leaderboards of language models: {release.arena.title}",
        "description": "Ratings of language models from blind votes, with 95 % intervals, by category.",
        "url": address("/data/"),
        "identifier": f"{where}manifest.json",
        "license": license_address(release.license),
        "datePublished": release.day.isoformat(),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": media_type(name).partition(";")[0],
                "contentUrl": where + name,
            }
            for name in ("overall.json", "overall.csv", "leaderboard.csv")
        ],
    }


def describe_latest(arena: Arena, address: Address) -> str | None:
    """Return the newest release as a schema.org Dataset, safe in a data block of a page; None without one."""
    release = list_releases(arena).last()
    if release is None:
        return None
    text = json.dumps(build_dataset(release, address), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def license_address(name: str) -> str:
    """Return the address of a licence by its SPDX name; an address stays as it is."""
    return name if "://" in name else f"https://spdx.org/licenses/{name}.html"


def build_croissant(release: DataRelease, address: Address) -> dict[str, Any]:
    """Return a release's Croissant 1.1 metadata: all files, and the columns of `leaderboard.csv`."""
    where = folder(release, address)
    day = release.day
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT,
        "name": f"leaderboards-{release.arena.slug}-{day}",
        "description": f"Ratings of language models from blind pairwise votes: {release.arena.title}, {day}.",
        "url": f"{where}manifest.json",
        "license": license_address(release.license),
        "citeAs": cite(release, address),
        "creator": {"@type": "sc:Organization", "name": "Blind Arena", "url": address("/")},
        "version": f"{day.year}.{day.month}.{day.day}",
        "datePublished": day.isoformat(),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file.name,
                "name": file.name,
                "contentUrl": where + file.name,
                "encodingFormat": media_type(file.name).partition(";")[0],
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }
            for file in list_files(release)
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "leaderboard",
                "name": "leaderboard",
                "description": "A row for each ranked model of each board.",
                "field": [
                    {
                        "@type": "cr:Field",
                        "@id": f"leaderboard/{column}",
                        "name": column,
                        "description": WORDS[column],
                        "dataType": KINDS[kind],
                        "source": {
                            "fileObject": {"@id": "leaderboard.csv"},
                            "extract": {"column": column},
                        },
                    }
                    for column, kind in COLUMNS.items()
                ],
            }
        ],
    }
