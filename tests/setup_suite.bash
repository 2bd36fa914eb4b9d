# Runs once before the tests: without these nothing below it means anything.
# shellcheck shell=bash

setup_suite() {
    local root build tool locale status=0
    root=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
    build=${BUILD:-build}
    [[ $build == /* ]] || build=$root/$build
    for tool in python3 mandoc timeout od cmp diff perl; do
        command -v "$tool" >/dev/null || { echo "missing '$tool': run scripts/setup test" >&2; status=1; }
    done
    for locale in de_DE.utf8 tr_TR.utf8; do
        locale -a | grep -cx "$locale" >/dev/null ||
            { echo "missing locale '$locale': run scripts/setup test" >&2; status=1; }
    done
    [[ -d $build/bin ]] || { echo "no programs in '$build/bin': run make" >&2; status=1; }
    # What identifies the data of tailoring, calculated by another program than ours.
    TAILORING=$(cd "$root/lexicons" && LC_ALL=C && for file in abbreviations/*.tsv words/*.tsv; do
        printf '%s\0' "$file" && cat "$file" || exit
    done | sha256sum | cut -c 1-8) || status=1
    export TAILORING
    return "$status"
}
