# What every bats file loads: `load helper.bash`.
# Programs are taken from the build, never from PATH; text on both sides is UTF-8.
# shellcheck shell=bash disable=SC2034,SC2154

ROOT=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$ROOT/$BUILD
BIN=$BUILD/bin
# The tools of the tests (sort, grep ...) behave the same everywhere; ours must not care.
export LC_ALL=C.UTF-8
unset GAPMAP_DATA CDPATH

# gm NAME ARG...: gm-NAME of this build.
gm() {
    local name=$1
    shift
    "$BIN/gm-$name" "$@"
}

# sh_pipe SCRIPT [ARG...]: the script in a bash whose pipes fail when any part fails; for `run`, which knows
# no pipes.  $BIN is set in it, and gm is there.
sh_pipe() {
    local script=$1
    shift
    BIN=$BIN bash -c "$(declare -f gm)
set -euo pipefail
$script" sh_pipe "$@"
}

# The assertions print what came, since bats shows only the line that failed.
assert_equal() { # ACTUAL EXPECTED [WHAT]
    [[ $1 == "$2" ]] && return
    printf '%s is\n%s\nexpected\n%s\n' "${3:-value}" "$1" "$2" >&2
    diff <(printf '%s\n' "$2") <(printf '%s\n' "$1") >&2 || true
    return 1
}

assert_output() { # EXPECTED: all of stdout of the last `run`
    # shellcheck disable=SC2154
    assert_equal "$output" "$1" stdout
}

assert_stderr() { # EXPECTED: all of stderr of the last `run --separate-stderr`
    # shellcheck disable=SC2154
    assert_equal "$stderr" "$1" stderr
}

assert_match() { # ACTUAL PATTERN: an extended regular expression
    [[ $1 =~ $2 ]] && return
    printf '%s\ndoes not match %s\n' "$1" "$2" >&2
    return 1
}

# What gm-tokenize writes: `head_lines`, then for each document `doc ID`, then its sentences.
head_lines() {
    printf '# global.columns = ID FORM MISC\n# gm:unicode = 15.0.0\n# gm:tailoring = %s\n' "${tailoring:-$TAILORING}"
}

doc() {
    printf '# newdoc id = %s\n' "$1"
}

# sent SENT_ID AT 'FORM MISC'...; $page, $lang, $zone and $label hold for it.
sent() {
    local n=0 token
    printf '# sent_id = %s\n# gm:lang = %s\n# gm:page = %s\n# gm:at = %s\n' "$1" "$lang" "$page" "$2"
    [[ -z ${zone:-} ]] || printf '# gm:zone = %s\n' "$zone"
    [[ -z ${label:-} ]] || printf '# gm:label = %s\n' "$label"
    shift 2
    for token; do
        n=$((n + 1))
        printf '%d\t%s\t%s\n' "$n" "${token% *}" "${token##* }"
    done
    echo
}

# A sentence with which a paragraph begins.
par() {
    printf '# newpar\n'
    sent "$@"
}

# Expects stdout to be the head and what the commands in $1 print; `run` has cut the newlines at the end.
assert_stream() {
    assert_output "$(head_lines; eval "$1")"
}

# in_pieces SIZE FILE: the file, written in pieces; SIZE r: of random sizes, always the same.
in_pieces() {
    python3 -c 'import os, random, sys
random.seed(29)
data, at = open(sys.argv[2], "rb").read(), 0
while at < len(data):
    n = int(sys.argv[1]) if sys.argv[1] != "r" else random.choice((1, 2, 3, 5, 100, 4095, 4097, 70000))
    at += os.write(1, data[at:at + n])' "$@"
}

# refute COMMAND...: the command fails with status 1, neither by a crash nor by misuse.
refute() {
    local status=0
    "$@" || status=$?
    assert_equal "$status" 1 "status of '$*'"
}

# in_locales COMMAND...: the command gives the same bytes whatever the locale.
in_locales() {
    local locale expected actual
    expected=$(LC_ALL=C "$@" | od -c) || return
    for locale in de_DE.UTF-8 tr_TR.UTF-8 C.UTF-8; do
        actual=$(LC_ALL=$locale "$@" | od -c) || return
        assert_equal "$actual" "$expected" "output in $locale" || return
    done
}

# needs PACKAGE=COMMAND...: skips the test when a command fails, in the name of the Debian packages that are missing.
needs() {
    local need missing=''
    for need; do
        bash -c "${need#*=}" >/dev/null 2>&1 || missing+=" ${need%%=*}"
    done
    [[ -z $missing ]] || skip "Debian packages are missing:$missing (scripts/setup test installs them)"
}

# Where CI is set a test that cannot run has failed.
if [[ -n ${CI:-} ]]; then
    skip() {
        printf 'skipped where CI is set: %s\n' "$*" >&2
        return 1
    }
fi
