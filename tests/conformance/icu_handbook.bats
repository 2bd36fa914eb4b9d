#!/usr/bin/env bats
# Word breaks are ICU's on every page of the Debian Administrator's Handbook, in its 26 languages.

bats_require_minimum_version 1.5.0
load ../helper.bash

@test "word breaks as ICU's in every language of the handbook" {
    cd "$ROOT"
    needs 'python3-icu=/usr/bin/python3 -c "import icu"' 'debian-handbook=test -d /usr/share/doc/debian-handbook/html'
    run -0 tests/conformance/icu_handbook.py "$BUILD/conformance"
    echo "$output"
    echo "$output" | grep '^#' >&3
    assert_equal "$(grep -c '^ok' <<<"$output")" 26 "number of languages without a difference"
    assert_equal "${lines[-1]}" 1..26 "the plan"
}
