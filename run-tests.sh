#!/usr/bin/env bash
# Builds and tests everything. Used locally and in CI.
set -euo pipefail

# A shell ignores SIGINT for what it starts in the background, and children inherit that; the tests send that signal.
if [[ $(trap -p INT) == "trap -- '' SIGINT" ]] && env --default-signal=INT "$BASH" -c : 2>/dev/null; then
    exec env --default-signal=INT "$BASH" "$0" "$@"
fi

caller=$PWD
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build servers outlive the build and would keep a pipe to this script open.
export MSBUILDDISABLENODEREUSE=1
# Test programs are short: code that counts its own calls in order to be optimised later costs a fifth of their time.
export DOTNET_TieredPGO=0

readonly suite=artifacts/bin/ConformanceTests.Cli/debug/partner-api-conformance
readonly mutants=artifacts/bin/ConformanceTests.Mutants/debug/partner-api-mutants
readonly out=out/tests

usage() {
    cat <<'TEXT'
Usage: ./run-tests.sh [--nightly | --update]
       ./run-tests.sh [--target FILE] [--contract NAME] [--only PREFIX]... [--strict] [--seed N]
                      [--out FOLDER] [--junit FILE] [--waivers FILE] [--quiet] [option of the suite]...
       ./run-tests.sh --prove | --coverage | --foreign

Without arguments: builds everything, checks the formatting, runs all tests, judges the mock by the guide under each
contract, and checks that each mutant of the mock is noticed. Needs the .NET 10 SDK; the steps that need Chromium or
Node.js run where these are installed. Steps run side by side. The last line is 'N passed, N failed'; the exit code is 0
only when nothing failed. A crash, a skipped test and a step without tests count as failures. A step that passed is not run
again as long as nothing has changed: no file of the project, no tool, no setting. Without the folder out, and with CI=true,
everything runs.

  --nightly       all of that and what takes hours: every scenario against every mutant, 100,000 cases of each property,
                  bounds tried in full, the mock in every configuration, formatting with all analyzers, mutation testing
                  (tools/mutate.sh), and the check that --update changes nothing
  --update        write every generated file again: tables, registers, pictures of the docs

With one of these, only the suite runs, and its exit code is the script's:

  --target FILE   judge the deployment that FILE describes instead of a mock started for the run;
                  see fixtures/targets/. Secrets come from the environment, never from the file.
  --contract NAME judge by another contract than the target file's, or than v1: v2, or an OpenAPI file
  --only PREFIX   judge only requirements whose id begins so: S4, S2.grant_type, RFC6749-5. May be repeated.
  --strict        recommendations count like must-requirements
  --seed N        seed of the test data, so that a run can be repeated
  --out FOLDER    write all reports into the folder
  --junit FILE    write the report for build servers to the file; --json, --html, --markdown, --badge and --badge-svg write
                  the others
  --waivers FILE  known failures that are tolerated until a date
  --quiet         print failures and the result only
  --no-color      print without colors

  With --target, every other option goes to the suite as it is, such as --timeout-seconds 5 and --set KEY=VALUE:
  artifacts/bin/ConformanceTests.Cli/debug/partner-api-conformance run --help lists them. Paths are relative to the
  caller's folder.

  0 conforms   1 does not conform   2 a flag or file is wrong   3 too little was tested
  4 target unreachable or blocking   5 the suite itself failed   130 cancelled

Parts of the full run:

  --prove         run every scenario against mocks that are wrong in one way each, and against mocks that are different
                  and still right; write which check notices what to out/proof/matrix.html and matrix.json. Fails when a
                  mutant survives, only another check kills it, or a correct mock is reported as wrong.
  --coverage      run the suite against the mock and write which code of mock and fixtures it reached:
                  out/coverage/index.html, out/coverage/Summary.txt
  --foreign       let the suite judge OAuth servers written elsewhere, and compare what it finds with what is
                  known of them. Two of them need Node.js.
  --help          this text

Environment: PROPERTY_CASES is the number of cases of each property (default: 1,000; 100,000 with --nightly);
CsCheck_Seed, with a seed that a failed property printed, tries that case first. CHROMIUM_PATH names the browser
(default: chromium, chromium-browser or google-chrome on the PATH, then Playwright's own). CI=true makes a missing
browser or Node.js a failure and restores packages exactly as locked.

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
    if [[ $1 != /* && ! -e $caller/$1 && -e $1 ]]; then printf '%s\n' "$PWD/$1"; else printf '%s\n' "$1"; fi
}

mode=gate
suite_args=()
unknown= # the first argument that only the suite can know
has_target=

parse() {
    while (($# > 0)); do
        case $1 in
            -h | --help) usage; exit 0 ;;
            --nightly | --update | --prove | --coverage | --foreign)
                [[ $mode == gate || $mode == "${1#--}" ]] || refuse "--$mode and $1 exclude each other"
                mode=${1#--} ;;
            --strict | --quiet | --no-color) suite_args+=("$1") ;;
            --target=* | --contract=* | --only=* | --seed=* | --waivers=* | --out=* | --junit=* | --json=* | --html=* | --markdown=* | \
                --badge=* | --badge-svg=*)
                set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
            --target | --contract | --only | --seed | --waivers | --out | --junit | --json | --html | --markdown | --badge | --badge-svg)
                [[ -n ${2:-} && ${2:-} != --* ]] || refuse "$1 needs a value"
                [[ $1 != --target ]] || has_target=1
                case $1 in
                    --target | --contract | --waivers) suite_args+=("$1" "$(file_of_caller "$2")") ;;
                    *) suite_args+=("$1" "$2") ;;
                esac
                shift ;;
            *)
                unknown=${unknown:-$1}
                suite_args+=("$1") ;;
        esac
        shift
    done
    [[ -z $unknown || -n $has_target ]] \
        || refuse "unknown argument '$unknown'; known are --nightly, --update, --target, --contract, --only, --strict, --seed, --out, --junit, --waivers, --quiet, --no-color, --prove, --coverage, --foreign and --help, and with --target every option of the suite"
    if ((${#suite_args[@]} > 0)); then
        [[ $mode == gate ]] || refuse "--$mode always takes the whole suite and the mock; leave out ${suite_args[0]}"
        mode=suite
    fi
}

# --- steps -----------------------------------------------------------------------------------------------------------
# A step is a command that runs in parallel with others. Its output goes to a file, which is printed when the step ends. It
# reports passed and failed counts with `report`.

declare -A step_of=() # process → number of the step
steps=()              # names
rows=()               # lines of the summary
passed=0
failed=0

cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
readonly slots=$(((cores + 2) / 2))

step() { # name, command...
    local number=${#steps[@]}
    if recall "$1" "$number"; then
        steps+=("$1")
        end_step "$number"
        return
    fi

    ((${#step_of[@]} < slots)) || await_step
    steps+=("$1")
    # A process group of its own can be stopped as a whole; in that of the script, background commands ignore SIGINT.
    set -m
    run_step "$number" "${@:2}" </dev/null &
    set +m
    step_of[$!]=$number
}

run_step() { # number, command...
    local started=$SECONDS code=0
    report_file=$out/steps/$1.report
    "${@:2}" >"$out/steps/$1.log" 2>&1 || code=$?
    # A command without counts of its own is one failure when it fails, and nothing when it does not.
    [[ -f $report_file ]] || report 0 $((code != 0)) "$(exit_remark "$code")"
    printf '%d\n' $((SECONDS - started)) >"$out/steps/$1.seconds"
}

report() { # passed, failed, remark
    printf '%d %d %s\n' "$1" "$2" "${3:-}" >"$report_file"
}

exit_remark() { (($1 == 0)) || printf 'exit code %d' "$1"; }

await_step() {
    local ended=
    wait -n -p ended "${!step_of[@]}" || true
    # Nothing that a step has started outlives it.
    kill -- "-$ended" 2>/dev/null || true
    end_step "${step_of[$ended]}"
    unset "step_of[$ended]"
}

await_steps() { while ((${#step_of[@]} > 0)); do await_step; done; }

end_step() { # number
    local name=${steps[$1]} good=0 bad=1 remark='ended without a result' seconds=0
    [[ ! -f $out/steps/$1.report ]] || read -r good bad remark <"$out/steps/$1.report"
    [[ ! -f $out/steps/$1.seconds ]] || read -r seconds <"$out/steps/$1.seconds"
    printf '\n== %s\n' "$name"
    cat "$out/steps/$1.log"
    passed=$((passed + good))
    failed=$((failed + bad))
    rows[$1]=$(printf '  %-32s %6d passed %6d failed   %4d s  %s' "$name" "$good" "$bad" "$seconds" "$remark")
}

stop_steps() {
    local process
    for process in "${!step_of[@]}"; do
        kill -- "-$process" 2>/dev/null || true
    done
}

begin() {
    trap stop_steps EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    rm -rf "$out"
    mkdir -p "$out/steps"
}

# --- what passed before ----------------------------------------------------------------------------------------------

readonly memory=out/passed
state= # of everything that a result depends on; empty when all steps have to run

current_state() {
    [[ ${CI:-} != true ]] && git rev-parse --git-dir >/dev/null 2>&1 || return 0
    {
        git ls-files -z --cached --others --exclude-standard | LC_ALL=C sort -z | xargs -0 sha256sum --
        local tool
        for tool in dotnet node npm java python3 curl "${CHROMIUM_PATH:-chromium}"; do "$tool" --version || echo "no $tool"; done
        printf '%s\n' "$cores" "$PROPERTY_CASES" "${CsCheck_Seed:-}"
    } 2>/dev/null | sha256sum | cut -c 1-40
}

# Only after a build: what it makes is no file of the project.
recall() { # name, number
    local good when
    [[ -n $state && -f $out/built && -f $memory/$state/$1 ]] || return 1
    read -r good when <"$memory/$state/$1"
    report_file=$out/steps/$2.report
    report "$good" 0 "not run again: nothing has changed since it passed, $when"
    : >"$out/steps/$2.log"
}

# A file that was changed while the steps ran was there for some of them only.
remember() {
    [[ -n $state && $(current_state) == "$state" ]] || return 0
    local number good bad remark
    find "$memory" -mindepth 1 -maxdepth 1 ! -name "$state" -exec rm -r {} + 2>/dev/null || true
    mkdir -p "$memory/$state"
    for number in "${!steps[@]}"; do
        read -r good bad remark <"$out/steps/$number.report" || continue
        [[ $bad == 0 && -z $remark ]] || continue
        printf '%d %s\n' "$good" "$(date -u +%FT%TZ)" >"$memory/$state/${steps[$number]}"
    done
}

finish() {
    await_steps
    remember
    printf '\n== Summary, %d steps at a time, %d s in all\n\n' "$slots" "$SECONDS"
    printf '%s\n' "${rows[@]}"
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0)) || exit 1
    exit 0
}

not_run() { # why it cannot run here
    if [[ ${CI:-} == true ]]; then
        report 0 1 "$1, which CI must have"
    else
        report 0 0 "NOT RUN: $1 here"
    fi
}

# --- build -----------------------------------------------------------------------------------------------------------

# Silent unless something is wrong.
build() {
    local output
    output=$(dotnet build "$@" -v quiet 2>&1) || { printf '%s\n' "$output" >&2; return 1; }
}

# One compiler for all projects: a new one for each starts cold, which doubles the time. It ends with the step.
build_all() {
    dotnet restore Conformance.sln -v quiet || return 1
    build Conformance.sln --no-restore -p:UseSharedCompilation=true "-p:SharedCompilationId=run-tests-$$" || return 1
    : >"$out/built"
}

# The build enforces the style; what it does not see is whitespace. A folder takes seconds, a solution a minute.
formatting() { dotnet format whitespace . --folder --verify-no-changes --exclude artifacts out; }

# --- tests -----------------------------------------------------------------------------------------------------------

# The slowest first, so that none of them runs alone at the end.
readonly slow_first=(BrowserTests MockServer.Tests ConformanceTests.SelfTests)

test_projects() {
    local name
    local -A found=()
    while read -r name; do
        found[$name]=
    done < <(find fixtures mock-server conformance-tests samples -name '*Tests.csproj' -printf '%f\n' | sed 's/\.csproj$//')
    unset 'found[ConformanceTests]' # the suite itself: it judges a deployment
    for name in "${slow_first[@]}"; do
        [[ ! -v found[$name] ]] || printf '%s\n' "$name"
        unset "found[$name]"
    done
    printf '%s\n' "${!found[@]}" | LC_ALL=C sort
}

# What the .trx file says counts, and what is not in it cannot have passed: a crash, a skipped test, no test at all.
run_tests() { # project, arguments...
    local name=$1 code=0 trx=$out/$1.trx total=0 good=0 bad
    "artifacts/bin/$name/debug/$name" --progress off --report-trx --report-trx-filename "$name.trx" \
        --results-directory "$out" "${@:2}" || code=$?
    if [[ -f $trx ]]; then
        total=$(counter "$trx" total)
        good=$(counter "$trx" passed)
    fi
    bad=$((total - good + $(broken_fixtures)))
    ((code == 0 && total > 0 || bad > 0)) || bad=1
    report "$good" "$bad" "$(exit_remark "$code")"
}

# NUnit only prints it when a fixture cannot be cleaned up: its tests count as passed.
broken_fixtures() { grep -c '^TearDown failed for test fixture' "${report_file%.report}.log" || true; }

counter() { # trx file, attribute
    local value
    value=$(sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1)
    printf '%s\n' "${value:-0}"
}

# What takes long and shows what shorter tests show in part.
left_out=(--filter 'TestCategory!=nightly')

test_step() { # project
    case $1 in
        BrowserTests) step "$1" browser_tests ;;
        ForeignTests) step "$1" node_tests "$1" conformance-tests/foreign ;;
        GeneratedClient.Tests) step "$1" node_tests "$1" mock-server/GeneratedClient.Tests/typescript ;;
        *) step "$1" run_tests "$1" "${left_out[@]}" ;;
    esac
}

# The shared parts are not contracts.
contracts() { find fixtures/contracts -mindepth 1 -maxdepth 1 ! -name 'common*' -printf '%f\n' | sed 's/\.json$//' | LC_ALL=C sort; }

judge_mock() { # contract
    local code=0 results=$out/suite-$1.json good=0 bad=0
    "$suite" run --contract "$1" --no-color --json "$results" || code=$?
    if [[ -f $results ]]; then
        good=$(count_verdicts "$results" PASS WARN INFO)
        bad=$(count_verdicts "$results" FAIL BLOCKED HARNESS-ERROR)
    fi
    ((code == 0 && good > 0 || bad > 0)) || bad=1
    report "$good" "$bad" "$(exit_remark "$code")"
}

# The first member "counts" of results.json and matrix.json holds those of the whole run.
count_verdicts() { # file, verdict...
    awk -v verdicts="${*:2}" '
        BEGIN { split(verdicts, names, " "); for (i in names) counted["\"" names[i] "\":"] }
        $1 == "\"counts\":" { inside = 1 }
        inside && $1 in counted { sum += $2 }
        inside && /}/ { exit }
        END { print sum + 0 }' "$1"
}

# Lines about killed mutants and accepted variants stay in the file.
kill_matrix() { # arguments...
    local code=0 matrix=out/proof/matrix.json good=0 bad=0
    rm -rf out/proof
    mkdir -p out/proof
    "$mutants" --out out/proof "$@" >out/proof/log.txt || code=$?
    grep -v -E '^(killed|accepted|guarded)' out/proof/log.txt
    if [[ -f $matrix ]]; then
        good=$(count_verdicts "$matrix" PASS)
        bad=$(count_verdicts "$matrix" FAIL)
    fi
    ((code == 0 && good > 0 || bad > 0)) || bad=1
    report "$good" "$bad" "$(exit_remark "$code")"
}

# --- the browser -----------------------------------------------------------------------------------------------------

# Some distributions install a stub of this name that only asks for a package; so it is tried.
works() { [[ -n $1 ]] && "$1" --version >/dev/null 2>&1; }

find_browser() {
    local name
    if [[ -n ${CHROMIUM_PATH:-} ]]; then
        works "$CHROMIUM_PATH" && return 0
        echo "CHROMIUM_PATH is '$CHROMIUM_PATH', which does not start."
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
    echo 'Chromium is not installed; installing the one of Playwright.'
    for node in "$driver"/node/*/node; do
        [[ -x $node ]] || continue
        timeout 300 "$node" "$driver/package/cli.js" install chromium-headless-shell chromium >/dev/null 2>&1 || true
    done
    found=$(find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -type f -name chrome 2>/dev/null | sort | tail -n 1)
    works "$found" || return 1
    export CHROMIUM_PATH=$found
}

browser_tests() {
    if find_browser; then run_tests BrowserTests; else not_run 'no Chromium'; fi
}

# --- what needs Node.js ----------------------------------------------------------------------------------------------

node_tests() { # project, folder of its npm packages
    if npm_packages "$2"; then
        run_tests "$1" "${left_out[@]}"
    elif [[ ${CI:-} == true ]]; then
        not_run 'no Node.js or no npm packages'
    else
        run_tests "$1" --filter "TestCategory!=node${left_out:+&TestCategory!=nightly}"
        echo "NOT RUN: the tests of $1 that require Node.js and npm packages."
    fi
}

openapi_documents() {
    if npm_packages tools/openapi; then tools/lint-openapi.sh; else not_run 'no Node.js or no npm packages'; fi
}

spelling() {
    if npm_packages tools/spelling; then tools/check-spelling.sh; else not_run 'no Node.js or no npm packages'; fi
}

npm_packages() { # folder
    command -v node >/dev/null && command -v npm >/dev/null && tools/npm-packages.sh "$1"
}

# --- modes -----------------------------------------------------------------------------------------------------------

gate() {
    export PROPERTY_CASES=${PROPERTY_CASES:-1000}
    state=$(current_state)
    begin
    step build build_all
    step format formatting
    await_build
    run_all_tests
    step 'kill matrix, by requirement' kill_matrix --gate
    finish
}

await_build() {
    await_steps
    [[ -f $out/built ]] || finish
}

run_all_tests() {
    local project contract
    while read -r project; do
        test_step "$project"
    done < <(test_projects)
    while read -r contract; do
        step "suite against the mock, $contract" judge_mock "$contract"
    done < <(contracts)
    step 'OpenAPI documents' openapi_documents
    step spelling spelling
}

nightly() {
    left_out=()
    export PROPERTY_CASES=${PROPERTY_CASES:-100000} SHUFFLED_RUNS=${SHUFFLED_RUNS:-20}
    begin
    step build build_all
    await_build
    run_all_tests
    step 'kill matrix, whole' kill_matrix
    step 'format, with all analyzers' dotnet format Conformance.sln --verify-no-changes --no-restore
    await_steps
    step 'generated files' generated_files_are_current
    await_steps
    # Its own limits of time strike when anything else runs.
    step 'mutation testing' env -u PROPERTY_CASES tools/mutate.sh
    finish
}

generated_files_are_current() {
    git diff --quiet || { echo 'Commit your changes first; otherwise they mix with those of --update.'; return 1; }
    update_files && git diff --stat --exit-code
}

update_files() {
    local project
    export UPDATE_GENERATED=1
    while read -r project; do
        update_files_of "$project" || return 1
    done < <(test_projects)
}

# Exit code 8 of a test program: no test of it has the category.
update_files_of() { # project
    local code=0
    [[ $1 != BrowserTests ]] || find_browser || { echo 'Skipping the screenshots of the docs.'; return 0; }
    "artifacts/bin/$1/debug/$1" --progress off --no-ansi --filter TestCategory=generated </dev/null || code=$?
    ((code == 0 || code == 8))
}

update() {
    build Conformance.sln
    update_files
    git status --short 2>/dev/null || true
}

prove() {
    begin
    build conformance-tests/ConformanceTests.Mutants || exit 5
    step 'kill matrix, whole' kill_matrix
    finish
}

foreign() {
    left_out=()
    begin
    build conformance-tests/ForeignTests || exit 5
    test_step ForeignTests
    finish
}

# Two programs: without --target the suite starts the mock, which it does not contain.
suite_only() {
    build mock-server/MockServer || exit 5
    build conformance-tests/ConformanceTests.Cli || exit 5
    local program=$PWD/$suite
    cd -- "$caller"
    exec "$program" run "${suite_args[@]}"
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
    suite) suite_only ;;
    *) "$mode" ;;
esac
