# A dump each night in PostgreSQL's own format, kept for fourteen days: see docs/operating.md for the restore.
# SECRET_KEY belongs to the backup and is kept elsewhere: without it second factors and receipts are void.
set -eu
while true; do
    file="/backups/arena-$(date -u +%Y-%m-%dT%H%M%SZ).dump"
    if pg_dump --format=custom --file="$file.part"; then
        mv "$file.part" "$file"
        find /backups -name 'arena-*.dump' -mtime +14 -delete
    else
        echo "backup failed; trying again in an hour" >&2
        rm -f "$file.part"
        sleep 3600
        continue
    fi
    sleep 86400
done
