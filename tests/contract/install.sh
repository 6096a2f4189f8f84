#!/usr/bin/env bash
# Installs the independent server that the contract tests talk to (needs Node 20 or later).
set -euo pipefail
cd "$(dirname "$0")/../.."
version=1.43.0
installed=build/aimock/node_modules/@copilotkit/aimock/package.json
if grep -qs "\"version\": \"$version\"" "$installed"; then
  exit 0
fi
mkdir -p build/aimock
npm install --prefix build/aimock --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
  "@copilotkit/aimock@$version"
