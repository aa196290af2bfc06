#!/usr/bin/env bash
# Installs the npm packages of a folder as its lock file says, unless that has been done.
set -euo pipefail
cd -- "$1"

[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
