#!/usr/bin/env bash
# Checks the spelling of pages, of fixtures and of the messages in the programs' source, with cspell (through npm, pinned).
# Words of our own are in tools/spelling/words.txt. Exit code: 0 when every word is known, 1 when not, 2 without Node.js.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v npm > /dev/null; then
  echo "check-spelling: npm is not installed; it comes with Node.js 20 or later" >&2
  exit 2
fi

tools/npm-packages.sh tools/spelling

# Tests misspell on purpose, so only what users read is checked.
git ls-files '*.md' 'fixtures/*.json' ':!fixtures/Documentation.Tests' 'mock-server/MockServer/**/*.cs' 'mock-server/MockServer.Engine/**/*.cs' \
  'mock-server/MockServer/Dashboard/Pages/*.liquid' 'conformance-tests/ConformanceTests/**/*.cs' \
  'conformance-tests/ConformanceTests.Cli/*.cs' 'fixtures/Fixtures/**/*.cs' 'fixtures/Settings/*.cs' 'fixtures/HttpTrace/**/*.cs' \
  | tools/spelling/node_modules/.bin/cspell lint --config tools/spelling/cspell.json --no-progress --file-list stdin
