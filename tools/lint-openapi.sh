#!/usr/bin/env bash
# Checks the OpenAPI documents with two external linters: @redocly/cli and @apidevtools/swagger-parser (through npm, pinned).
# Exit code: 0 when both accept all three, 1 when not, 2 without Node.js.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/openapi"

if ! command -v npm > /dev/null; then
  echo "lint-openapi: npm is not installed; it comes with Node.js 20 or later" >&2
  exit 2
fi

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
../npm-packages.sh .

# The contracts share parts; the tools read whole documents.
dotnet run --project ContractBundler --no-launch-profile -- ../../artifacts/contracts

failed=0
npx redocly lint --format=stylish || failed=1
node validate.mjs \
  ../../artifacts/contracts/v1.json \
  ../../artifacts/contracts/v2.json \
  ../../mock-server/MockServer/Control/openapi.json || failed=1
exit "$failed"
