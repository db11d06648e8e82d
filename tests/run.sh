#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test, and closes with "N passed, N failed, N skipped".
#   --full     also long soaks, full-size audits and fuzzing
#   --locked   restore exactly what the lock files name (a release build)
# EDGEVITALS_DATA names the folder of recordings (default ../shared/data beside this repository), EDGEVITALS_REFERENCE
# that of reference values (default ../shared/reference); tests whose input is absent are skipped by name, or fail
# where EDGEVITALS_REQUIRE_ALL=1.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build_options=()
for argument in "$@"; do
  case "$argument" in
    --full) export EDGEVITALS_FULL=1 ;;
    --locked) build_options+=(-p:Locked=true) ;;
    *) echo "tests/run.sh: unknown option '$argument'; it accepts --full and --locked" >&2; exit 2 ;;
  esac
done
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export EDGEVITALS_DATA="${EDGEVITALS_DATA:-$PWD/../shared/data}"
export EDGEVITALS_REFERENCE="${EDGEVITALS_REFERENCE:-$PWD/../shared/reference}"

# The browser test wants Debian's Chromium and a font to draw with.
if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium ..."
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null ||
    echo "tests/run.sh: Chromium could not be installed; the browser test will say so" >&2
fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
dotnet build EdgeVitals.sln -v quiet "${build_options[@]}" || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
# One test program at a time: the end-to-end test measures a whole fleet and wants both cores.
dotnet test --solution EdgeVitals.sln --no-build --no-progress --no-ansi --max-parallel-test-modules 1 2>&1 | tee "$log"
code="${PIPESTATUS[0]}"

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
total="$(count total)" passed="$(count succeeded)" failed="$(count failed)" skipped="$(count skipped)"
if [ -z "$total" ] || [ "$total" = 0 ]; then
  echo "tests/run.sh: no test ran" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$code"
