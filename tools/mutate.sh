#!/usr/bin/env bash
# Mutation tests of our own code: does a test fail when a line is wrong? See docs/mutation-testing.md.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build servers outlive the build and would keep a pipe to this script open.
export MSBUILDDISABLENODEREUSE=1
# The ordinary build checks the style; this one only serves the tests.
export RunAnalyzers=false
# A property is tried once per mutant, so a few cases must do.
export PROPERTY_CASES=${PROPERTY_CASES:-100}

usage() {
    cat <<'TEXT'
Usage: tools/mutate.sh [mock-server|conformance-tests] [--mutate GLOB]...

Changes the code of the rules (mock-server) and of checks, verdicts and waivers (conformance-tests) in one place at a
time, and runs the tests against each change. Needs the .NET 10 SDK and half an hour on two idle cores; without a part it takes both.

  --mutate GLOB   only these files of the part, seen from its project: 'Token/*.cs'. May be repeated.
  --help          this text

Reports: out/mutation/<part>/reports/mutation-report.html and mutation-report.json.
Exit code 0 when at least 90 % of the mutants were noticed in each part, otherwise not.

Examples:

  tools/mutate.sh
  tools/mutate.sh mock-server --mutate 'Token/TokenRules.cs'
TEXT
}

refuse() {
    printf 'mutate.sh: %s\nSee tools/mutate.sh --help\n' "$1" >&2
    exit 2
}

parts=()
mutate=()
while (($# > 0)); do
    case $1 in
        -h | --help) usage; exit 0 ;;
        --mutate)
            [[ -n ${2:-} && ${2:-} != --* ]] || refuse '--mutate needs a value'
            mutate+=(--mutate "$2")
            shift ;;
        mock-server | conformance-tests) parts+=("$1") ;;
        *) refuse "unknown argument '$1'; known are mock-server, conformance-tests, --mutate and --help" ;;
    esac
    shift
done
((${#parts[@]} > 0)) || parts=(mock-server conformance-tests)
((${#mutate[@]} == 0 || ${#parts[@]} == 1)) || refuse '--mutate needs a part, since a pattern is seen from its project'

declare -A tests=([mock-server]=MockServer.MutationTests [conformance-tests]=ConformanceTests.MutationTests)

export CustomAfterDirectoryBuildTargets=$PWD/tools/mutation/analysis.targets

dotnet tool restore >/dev/null
code=0
for part in "${parts[@]}"; do
    out=$PWD/out/mutation/$part
    (cd "tools/mutation/${tests[$part]}" \
        && dotnet stryker --config-file "../$part.json" --output "$out" --skip-version-check "${mutate[@]}") || code=$?
    printf '\nEvery mutant: %s\n' "$out/reports/mutation-report.html"
done
exit "$code"
