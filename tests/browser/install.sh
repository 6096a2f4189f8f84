#!/usr/bin/env bash
# Installs axe-core, which looks for what keeps people out of a page (needs npm). AXE names another copy.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=4.14.1
if grep -qs "\"version\": \"$version\"" build/axe/node_modules/axe-core/package.json; then
  exit 0
fi
mkdir -p build/axe
npm install --prefix build/axe --no-save --no-audit --no-fund --ignore-scripts --loglevel=error "axe-core@$version"
