#!/usr/bin/env bash
# The one door to build, tests and suite; CI enters by it too.
set -euo pipefail

caller=$PWD
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build servers outlive the build and would keep a pipe to this script open.
export MSBUILDDISABLENODEREUSE=1

readonly suite=artifacts/bin/ConformanceTests.Cli/debug/partner-api-conformance
readonly mutants=artifacts/bin/ConformanceTests.Mutants/debug/partner-api-mutants
readonly out=out/tests

usage() {
    cat <<'TEXT'
Usage: ./run-tests.sh [--target FILE] [--contract NAME] [--only PREFIX]... [--strict] [--seed N]
       ./run-tests.sh --prove | --coverage | --foreign

Without arguments: builds everything, checks the formatting, runs the tests of mock, fixtures, suite and
reports, then judges the mock by the guide, once under each contract. Needs the .NET 10 SDK, nothing else. The last
line is 'N passed, N failed'; the exit code is 0 only when nothing failed.

With one of these, only the suite runs, and its exit code is the script's:

  --target FILE   judge the deployment that FILE describes instead of a mock started for the run;
                  see fixtures/targets/. Secrets come from the environment, never from the file.
  --contract NAME judge by another contract than the target file's, or than v1: v2, or an OpenAPI file
  --only PREFIX   judge only requirements whose id begins so: S4, S2.grant_type, RFC6749-5. May be repeated.
  --strict        recommendations count like duties
  --seed N        seed of the test data, so that a run can be repeated

  0 conforms   1 does not conform   2 a flag or file is wrong   3 too little was tested
  4 target unreachable or blocking   5 the suite itself failed   130 cancelled

Others:

  --prove         run the suite against mocks that are wrong in one way each, and against mocks that are different and
                  still right; write who notices what to out/proof/matrix.html and matrix.json. Fails when a mutant
                  survives, is killed by another check than the one named for it, or when a right mock is accused.
                  The full run does this too where CI=true, and lets outside judges read the OpenAPI documents
                  (tools/lint-openapi.sh, which needs Node.js)
  --coverage      run the suite against the mock and write which code of mock and fixtures it reached:
                  out/coverage/index.html, out/coverage/Summary.txt
  --foreign       let the suite judge OAuth servers written elsewhere, and compare what it finds with what is
                  known of them. Two of them need Node.js. Part of the full run where CI=true.
  --help          this text

Environment: PROPERTY_CASES is how many cases each property is tried on (default: 1,000; 100,000 where CI=true);
CsCheck_Seed, with a seed that a failed property printed, tries that case first. CHROMIUM_PATH names the browser of the browser tests (default: chromium, chromium-browser or
google-chrome on the PATH, then Playwright's own). CI=true makes a missing browser a failure and restores
packages exactly as locked.

Examples:

  ./run-tests.sh
  ./run-tests.sh --only S4
  ./run-tests.sh --contract v2
  ./run-tests.sh --target fixtures/targets/mock.json --strict
TEXT
}

refuse() {
    printf 'run-tests.sh: %s\nSee ./run-tests.sh --help\n' "$1" >&2
    exit 2
}

# Paths are the caller's; only a name that means nothing there is tried from the root of the project.
file_of_caller() {
    if [[ $1 != /* && -e $caller/$1 ]]; then printf '%s\n' "$caller/$1"; else printf '%s\n' "$1"; fi
}

mode=all
suite_args=()

parse() {
    while (($# > 0)); do
        case $1 in
            -h | --help) usage; exit 0 ;;
            --prove | --coverage | --foreign) mode=${1#--} ;;
            --strict) suite_args+=(--strict) ;;
            --target=* | --contract=* | --only=* | --seed=*) set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
            --target | --contract | --only | --seed)
                [[ -n ${2:-} && ${2:-} != --* ]] || refuse "$1 needs a value"
                case $1 in
                    --target | --contract) suite_args+=("$1" "$(file_of_caller "$2")") ;;
                    *) suite_args+=("$1" "$2") ;;
                esac
                shift ;;
            *) refuse "unknown argument '$1'; known are --target, --contract, --only, --strict, --seed, --prove, --coverage, --foreign and --help" ;;
        esac
        shift
    done
    if ((${#suite_args[@]} > 0)); then
        [[ $mode == all ]] || refuse "--$mode always takes the whole suite and the mock; leave out ${suite_args[0]}"
        mode=suite
    fi
}

# --- steps of the full run: each adds a row to the summary ---------------------------------------------------------

passed=0
failed=0
rows=()

row() { # name, passed, failed, remark
    passed=$((passed + $2))
    failed=$((failed + $3))
    rows+=("$(printf '  %-28s %6d passed %6d failed   %4d s  %s' "$1" "$2" "$3" "$((SECONDS - step_started))" "${4:-}")")
}

start() {
    step_started=$SECONDS
    printf '\n== %s\n' "$1"
}

# A step without a count of its own is one failure when it fails, and nothing when it does not.
plain_step() { # name, command...
    local name=$1
    shift
    start "$name"
    if "$@"; then row "$name" 0 0; else row "$name" 0 1 "exit code $?"; return 1; fi
}

finish() {
    printf '\n== Summary\n\n'
    printf '%s\n' "${rows[@]}"
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0)) || exit 1
    exit 0
}

# Silent unless something is wrong: the suite's own words come first.
build() {
    local said
    said=$(dotnet build "$@" -v quiet 2>&1) || { printf '%s\n' "$said" >&2; return 1; }
}

# What the .trx file says counts, and what is not in it cannot have passed: a crash, a skipped test, no test at all.
test_project() { # name, arguments...
    local name=$1 code=0 trx=$out/$1.trx
    start "$name"
    rm -f "$trx"
    "artifacts/bin/$name/debug/$name" --progress off --report-trx --report-trx-filename "$name.trx" \
        --results-directory "$out" "${@:2}" || code=$?
    local total=0 good=0
    if [[ -f $trx ]]; then
        total=$(counter "$trx" total)
        good=$(counter "$trx" passed)
    fi
    local bad=$((total - good))
    ((code == 0 || bad > 0)) || bad=1
    ((total > 0 || bad > 0)) || bad=1
    row "$name" "$good" "$bad" "$( ((code == 0)) || echo "exit code $code")"
}

counter() { # trx file, attribute
    local value
    value=$(sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1)
    printf '%s\n' "${value:-0}"
}

# The row 'all' of the suite's table holds the counts, under the names of its head line.
run_suite() { # contract
    local code=0 log=$out/suite-$1.log name="suite against the mock, $1"
    start "$name"
    "$suite" run --contract "$1" --no-color | tee "$log" || code=$?
    local good bad
    read -r good bad < <(awk '
        $1 == "section" { for (i = 2; i <= NF; i++) name[i] = $i }
        $1 == "all" { for (i = 2; i <= NF; i++) n[name[i]] = $i }
        END { print n["pass"] + n["warn"] + n["info"], n["fail"] + n["blocked"] + n["harness-error"] }' "$log")
    ((code == 0 || bad > 0)) || bad=1
    ((good + bad > 0)) || bad=1
    row "$name" "$good" "$bad" "$( ((code == 0)) || echo "exit code $code")"
}

# --- the browser ---------------------------------------------------------------------------------------------------

# Some distributions install a stub of this name that only asks for a package; so it is tried.
works() { [[ -n $1 ]] && "$1" --version >/dev/null 2>&1; }

find_browser() {
    local name
    if [[ -n ${CHROMIUM_PATH:-} ]]; then
        works "$CHROMIUM_PATH" && return 0
        echo "CHROMIUM_PATH is '$CHROMIUM_PATH', which cannot be started."
        return 1
    fi
    for name in chromium chromium-browser google-chrome; do
        if works "$(command -v "$name")"; then
            CHROMIUM_PATH=$(command -v "$name")
            export CHROMIUM_PATH
            return 0
        fi
    done
    install_browser
}

install_browser() {
    local driver=artifacts/bin/BrowserTests/debug/.playwright node found
    echo 'No Chromium is installed; asking Playwright for its own.'
    for node in "$driver"/node/*/node; do
        [[ -x $node ]] || continue
        timeout 300 "$node" "$driver/package/cli.js" install chromium-headless-shell chromium >/dev/null 2>&1 || true
    done
    found=$(find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -type f -name chrome 2>/dev/null | sort | tail -n 1)
    works "$found" || return 1
    export CHROMIUM_PATH=$found
}

browser_tests() {
    start BrowserTests
    if find_browser; then
        test_project BrowserTests
    elif [[ ${CI:-} == true ]]; then
        row BrowserTests 0 1 'no Chromium, which CI must have'
    else
        row BrowserTests 0 0 'NOT RUN: no Chromium here; install one or set CHROMIUM_PATH'
    fi
}

# --- servers written elsewhere -------------------------------------------------------------------------------------

readonly node_servers=conformance-tests/foreign

foreign_tests() {
    if command -v node >/dev/null && command -v npm >/dev/null; then
        plain_step 'npm ci' npm ci --prefix "$node_servers" --ignore-scripts --no-audit --no-fund --loglevel=error || return 0
        test_project ForeignTests
    elif [[ ${CI:-} == true ]]; then
        start ForeignTests
        row ForeignTests 0 1 'no Node.js, which CI must have'
    else
        test_project ForeignTests --filter 'TestCategory!=node'
        start 'servers on Node.js'
        row 'servers on Node.js' 0 0 'NOT RUN: no Node.js here'
    fi
}

# --- the OpenAPI documents -----------------------------------------------------------------------------------------

openapi_documents() {
    local name='OpenAPI documents'
    if [[ ${CI:-} != true ]]; then
        start "$name"
        row "$name" 0 0 'NOT RUN: needs Node.js and the npm registry; tools/lint-openapi.sh does it'
    elif command -v npm >/dev/null; then
        plain_step "$name" tools/lint-openapi.sh || true
    else
        start "$name"
        row "$name" 0 1 'no Node.js, which CI must have'
    fi
}

# --- modes ---------------------------------------------------------------------------------------------------------

everything() {
    rm -rf "$out"
    mkdir -p "$out"
    plain_step restore dotnet restore Conformance.sln -v quiet || finish
    plain_step build build Conformance.sln --no-restore || finish
    plain_step format dotnet format Conformance.sln --verify-no-changes --no-restore || true
    local project
    while read -r project; do
        case $project in
            ConformanceTests) ;; # the suite itself: it judges a deployment, and runs last
            BrowserTests) browser_tests ;;
            ForeignTests) [[ ${CI:-} != true ]] || foreign_tests ;;
            *) test_project "$project" ;;
        esac
    done < <(find fixtures mock-server conformance-tests samples -name '*Tests.csproj' -printf '%f\n' | sed 's/\.csproj$//' | LC_ALL=C sort -r)
    local contract
    for contract in fixtures/contracts/*/; do
        run_suite "$(basename "$contract")"
    done
    openapi_documents
    [[ ${CI:-} != true ]] || plain_step 'kill matrix' matrix || true
    finish
}

# The one line about each mutant goes to a file; what is not proved is printed.
matrix() {
    local code=0
    mkdir -p out/proof
    "$mutants" --out out/proof >out/proof/log.txt || code=$?
    grep -v -E '^(killed|accepted|guarded)' out/proof/log.txt
    return $code
}

prove() {
    build conformance-tests/ConformanceTests.Mutants || exit 5
    matrix
}

foreign() {
    mkdir -p "$out"
    plain_step build build conformance-tests/ForeignTests || finish
    foreign_tests
    finish
}

# Two programs: the suite does not contain the mock that it starts where no target is given.
suite_only() {
    build mock-server/MockServer || exit 5
    build conformance-tests/ConformanceTests.Cli || exit 5
    exec "$suite" run "${suite_args[@]}"
}

# Counts only what one run of the suite reaches, with the mock in the same process. Coverlet leaves out every assembly
# that the program has loaded before it starts, which here are mock and fixtures: an exclusion of our own replaces that.
coverage() {
    local code=0
    build conformance-tests/ConformanceTests.SelfTests
    dotnet tool restore >/dev/null
    rm -rf out/coverage
    artifacts/bin/ConformanceTests.SelfTests/debug/ConformanceTests.SelfTests --progress off --results-directory out/coverage/raw \
        --filter FullyQualifiedName~The_mock_conforms_and_no_requirement_is_forgotten --coverlet --coverlet-output-format cobertura \
        --coverlet-include '[*artner*]*' --coverlet-exclude '[none]*' || code=$?
    dotnet reportgenerator '-reports:out/coverage/raw/*.xml' -targetdir:out/coverage '-reporttypes:Html;TextSummary' \
        '-assemblyfilters:+partner-api-mock;+PartnerApi.Fixtures' -verbosity:Warning
    cat out/coverage/Summary.txt
    printf '\nEvery line: %s\n' "$PWD/out/coverage/index.html"
    exit "$code"
}

parse "$@"
case $mode in
    all) everything ;;
    suite) suite_only ;;
    prove) prove ;;
    foreign) foreign ;;
    coverage) coverage ;;
esac
